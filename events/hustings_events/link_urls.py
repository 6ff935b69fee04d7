"""Addresses of personal links, outside the languages: short, so that mails keep them whole."""

from django.urls import path

from hustings_events import views

app_name = "hustings_events_links"
urlpatterns = [path("r/<str:token>/", views.registration, name="registration")]
