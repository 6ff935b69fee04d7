"""Addresses of personal links, outside the languages: short, so that mails keep them whole."""

from django.urls import path

from hustings_signup.views import links

app_name = "hustings_signup_links"
urlpatterns = [
    path("c/<str:token>/", links.confirm, name="confirm"),
    path("n/<str:token>/", links.not_me, name="not_me"),
    path("a/<str:token>/", links.renew, name="renew"),
    path("t/<str:token>/", links.thanks, name="thanks"),
    path("u/<str:token>/", links.unsubscribe, name="unsubscribe"),
]
