"""Addresses under the language prefix: where forms are sent, and the page after."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from hustings_home import converters  # noqa: F401 - makes <row:…> known
from hustings_signup.views import my_data
from hustings_signup.views.acts import SignupView
from hustings_signup.views.after import almost_there
from hustings_signup.views.proof import challenge
from hustings_signup.views.trust import trust

app_name = "hustings_signup"
my_data_urls = [
    path("", my_data.ask, name="my_data"),
    path(_("asked/"), my_data.asked, name="my_data_asked"),
    path(_("erased/"), my_data.erased, name="my_data_erased"),
    path("<str:visit>/", my_data.visit, name="my_data_visit"),
    path("<str:visit>/correct/", my_data.correct, name="my_data_correct"),
    path("<str:visit>/address/", my_data.change_address, name="my_data_address"),
    path("<str:visit>/withdraw/", my_data.withdraw, name="my_data_withdraw"),
    path("<str:visit>/my-data.json", my_data.as_json, name="my_data_json"),
    path("<str:visit>/my-data.html", my_data.as_html, name="my_data_html"),
    path("<str:visit>/erase/", my_data.erase, name="my_data_erase"),
]
urlpatterns = [
    path(_("your-data/"), trust, name="trust"),
    # Translators: an address of the site, with the slash at its end; « moi/ » in French.
    path(_("my-data/"), include(my_data_urls)),
    path("sign-up/<row:page_id>/", SignupView.as_view(), name="sign_up"),
    path("proof/", challenge, name="proof"),
    path("almost-there/<str:token>/", almost_there, name="almost_there"),
]
