"""Addresses under the language prefix: where forms are sent, and the page after."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from hustings_home import converters  # noqa: F401 - makes <row:…> known
from hustings_signup.views.acts import SignupView
from hustings_signup.views.after import almost_there
from hustings_signup.views.trust import trust

app_name = "hustings_signup"
urlpatterns = [
    path(_("your-data/"), trust, name="trust"),
    path("sign-up/<row:page_id>/", SignupView.as_view(), name="sign_up"),
    path("almost-there/<str:token>/", almost_there, name="almost_there"),
]
