"""The language switch and `hreflang`."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import dates, translation

from hustings_home import languages
from hustings_home.models import StandardPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(campaign):
    """A standard page and its live English translation."""
    french = StandardPage(title="Équipe", slug="equipe", locale=campaign.fr)
    campaign.home_fr.add_child(instance=french)
    english = french.copy_for_translation(campaign.en)
    english.title, english.slug = "Team", "team"
    english.save_revision().publish()
    return french, StandardPage.objects.get(pk=english.pk)


def request_for(path="/fr/"):
    return RequestFactory(HTTP_HOST="localhost").get(path)


def test_the_switch_leads_to_the_same_page(pages):
    found = languages.links(pages[0], request_for())
    assert [(link.code, link.label, link.url, link.current) for link in found] == [
        ("fr", "Français", "/fr/equipe/", True),
        ("en", "English", "/en/team/", False),
    ]


def test_a_draft_translation_is_not_offered(pages):
    pages[1].unpublish()
    assert languages.links(pages[0], request_for()) == []
    assert languages.alternates(pages[0], request_for()) == []


def test_an_alias_is_no_translation(campaign):
    french = StandardPage(title="Contact", slug="contact", locale=campaign.fr)
    campaign.home_fr.add_child(instance=french)
    alias = french.copy_for_translation(campaign.en, alias=True)
    assert languages.links(french, request_for()) == []
    assert [link.current for link in languages.links(alias, request_for())] == [False, True]


def test_the_order_is_that_of_the_languages_setting(pages):
    assert [link.code for link in languages.links(pages[1], request_for())] == ["fr", "en"]


def test_switch_and_hreflang_together_ask_one_query(pages, django_assert_num_queries):
    request = request_for()
    page = StandardPage.objects.get(pk=pages[0].pk)
    languages.root_paths(request)
    with django_assert_num_queries(1):
        languages.links(page, request)
        languages.alternates(page, request)


def test_hreflang_names_every_version_with_scheme_and_host(pages):
    html = Template("{% load hustings %}{% hreflang %}").render(
        Context({"page": pages[1], "request": request_for()})
    )
    assert html.splitlines() == [
        '<link rel="alternate" hreflang="fr" href="http://localhost/fr/equipe/">',
        '<link rel="alternate" hreflang="en" href="http://localhost/en/team/">',
        '<link rel="alternate" hreflang="x-default" href="http://localhost/fr/equipe/">',
    ]


def test_x_default_of_a_home_page_lets_the_browser_choose(campaign):
    assert languages.alternates(campaign.home_en, request_for())[-1] == (
        "x-default",
        "http://localhost/",
    )


def test_x_default_is_a_page_that_exists(campaign):
    english = StandardPage(title="Only English", slug="only", locale=campaign.en)
    campaign.home_en.add_child(instance=english)
    assert languages.alternates(english, request_for()) == []


def test_a_view_without_page_switches_to_itself_or_nowhere(campaign, client):
    request = client.get("/fr/").wsgi_request
    assert [link.url for link in languages.links(None, request)] == ["/fr/", "/en/"]
    request = client.get("/healthz").wsgi_request
    assert languages.links(None, request) == []


def test_an_unknown_address_offers_the_home_pages(campaign, client):
    with translation.override("en"):
        request = client.get("/en/nowhere/").wsgi_request
        assert [(link.url, link.current) for link in languages.links(None, request)] == [
            ("/fr/", False),
            ("/en/", True),
        ]


def test_without_page_and_request_there_is_no_switch():
    assert languages.links(None, None) == []


def test_a_language_calls_itself_by_its_own_name():
    assert languages.own_name("fr") == "Français"


def test_no_text_of_ours_takes_the_place_of_a_month_or_a_day():
    """A text "May" once made every date of that month read "3 Peut"."""
    with translation.override("fr"):
        said = [str(dates.MONTHS[n]) for n in range(1, 13)] + [str(dates.WEEKDAYS[0])]
    assert said == [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
        "octobre", "novembre", "décembre", "lundi",
    ]  # fmt: skip
