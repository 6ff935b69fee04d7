"""Addresses under the language prefix: where the form is sent, and the count."""

from django.urls import path

from hustings_home import converters  # noqa: F401 - makes <row:…> known
from hustings_petitions.views import SignView, count

app_name = "hustings_petitions"
urlpatterns = [
    path("sign/<row:page_id>/", SignView.as_view(), name="sign"),
    path("sign/<row:page_id>/count.json", count, name="count"),
]
