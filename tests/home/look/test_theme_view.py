import re

import pytest
from django.urls import reverse

from hustings_home.models import BrandSettings
from hustings_home.theme.palette import DEFAULT
from hustings_home.theme.stylesheet import stylesheet
from hustings_home.theme.views import theme_url


def theme_of(client) -> str:
    """The address the home page names."""
    page = client.get("/fr/").content.decode()
    return re.search(r'<link rel="stylesheet" href="([^"]+)"', page)[1]


def test_a_page_names_one_stylesheet_that_browsers_may_keep_for_ever(campaign, client):
    page = client.get("/fr/").content.decode()
    assert page.count('rel="stylesheet"') == 1
    response = client.get(theme_of(client))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response["Cache-Control"]
    assert "max-age=31536000" in response["Cache-Control"]
    assert not response.cookies


def test_a_new_colour_gives_a_new_address(campaign, client):
    before = theme_of(client)
    brand = BrandSettings.objects.get()
    brand.primary_colour = "#00693e"
    brand.save()
    after = theme_of(client)
    assert before != after
    assert b"--brand:#00693e" in client.get(after).content


def test_an_outdated_address_leads_to_the_current_theme(campaign, client):
    response = client.get(reverse("hustings_home:theme", args=["0123456789ab"]))
    assert response.status_code == 302
    assert response["Location"] == theme_of(client)
    assert response["Cache-Control"] == "no-cache"


def test_the_default_theme_needs_no_database(db, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(theme_url(stylesheet(DEFAULT)))
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("", None)]
)
def test_it_is_sent_in_the_smallest_form_the_browser_takes(db, client, accepted, encoding):
    response = client.get(theme_url(stylesheet(DEFAULT)), HTTP_ACCEPT_ENCODING=accepted)
    assert response.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in response["Vary"]


def test_a_stored_colour_that_is_none_does_not_break_the_site(campaign, client):
    BrandSettings.objects.update(accent_colour="oops")
    assert theme_of(client) == theme_url(stylesheet(DEFAULT))


def test_it_answers_only_get_and_head(db, client):
    address = theme_url(stylesheet(DEFAULT))
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200
