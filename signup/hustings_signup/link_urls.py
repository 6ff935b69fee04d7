"""Addresses of personal links, outside the languages: short, so that mails keep them whole."""

from django.urls import path
from django.views.generic import RedirectView

from hustings_signup.views import further, links, my_data, sent_forms, staying
from hustings_signup.views.imports import import_ask

app_name = "hustings_signup_links"
urlpatterns = [
    path("moi/", RedirectView.as_view(pattern_name="hustings_signup:my_data")),
    path("m/<str:token>/", my_data.enter, name="my_data"),
    path("e/<str:token>/", my_data.confirm_address, name="new_address"),
    path("c/<str:token>/", links.confirm, name="confirm"),
    path("i/<str:token>/", staying.inactive, name="inactive"),
    path("n/<str:token>/", links.not_me, name="not_me"),
    path("a/<str:token>/", links.renew, name="renew"),
    path("q/<str:token>/", import_ask, name="import_ask"),
    path("v/<str:token>/", staying.after_vote, name="after_vote"),
    path("t/<str:token>/", links.thanks, name="thanks"),
    path("g/", further.press, name="press"),
    path("g/<str:token>/", further.pressed, name="pressed"),
    path("f/<str:token>/", sent_forms.open_form, name="sent_form"),
    path("f/<str:token>/no/", sent_forms.refuse_form, name="refuse_form"),
    path("u/<str:token>/", links.unsubscribe, name="unsubscribe"),
]
