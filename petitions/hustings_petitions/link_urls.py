"""Addresses of personal links, outside the languages: short, so that mails keep them whole."""

from django.urls import path

from hustings_petitions.views import withdraw

app_name = "hustings_petitions_links"
urlpatterns = [path("w/<str:token>/", withdraw, name="withdraw")]
