"""`/sitemap.xml` and `/robots.txt`."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction, Site

from hustings_home import views
from hustings_home.models import HomePage, StandardPage

pytestmark = pytest.mark.django_db
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def sitemap(host="localhost"):
    """`{address: {language: address}}` as a search engine reads it."""
    response = views.sitemap(RequestFactory(HTTP_HOST=host).get("/sitemap.xml")).render()
    assert response.headers["Content-Type"] == "application/xml"
    tree = ElementTree.fromstring(response.content)
    return {
        url.find("s:loc", NAMES).text: {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)
        }
        for url in tree.findall("s:url", NAMES)
    }


def add(parent, title, **fields):
    page = StandardPage(title=title, slug=title.lower(), locale=parent.locale, **fields)
    return parent.add_child(instance=page)


def test_every_language_is_listed_with_its_translations(campaign):
    both = {"fr": "http://localhost/fr/", "en": "http://localhost/en/"}
    assert sitemap() == {"http://localhost/fr/": both, "http://localhost/en/": both}


def test_a_page_without_translation_has_no_alternates(campaign):
    add(campaign.home_fr, "Seule")
    assert sitemap()["http://localhost/fr/seule/"] == {}


def test_drafts_private_pages_and_aliases_are_left_out(campaign):
    add(campaign.home_fr, "Brouillon", live=False)
    private = add(campaign.home_fr, "Interne")
    rule = PageViewRestriction.objects.create(page=private, restriction_type="groups")
    rule.groups.add(Group.objects.create(name="team"))
    add(campaign.home_fr, "Contact").copy_for_translation(campaign.en, alias=True)
    assert set(sitemap()) == {
        "http://localhost/fr/",
        "http://localhost/en/",
        "http://localhost/fr/contact/",
    }


def test_each_site_lists_its_own_pages(campaign, settings):
    settings.ALLOWED_HOSTS = ["*"]
    other = HomePage(title="Autre", slug="autre", lead="x", locale=campaign.fr)
    campaign.root.add_child(instance=other)
    Site.objects.create(hostname="other.example", root_page=other)
    assert set(sitemap("other.example")) == {"http://other.example/fr/"}
    assert "http://other.example/fr/" not in sitemap()


def test_the_query_count_does_not_grow_with_the_pages(campaign, django_assert_num_queries):
    add(campaign.home_fr, "Une")
    sitemap()
    with CaptureQueriesContext(connection) as few:
        sitemap()
    for number in range(30):
        add(campaign.home_fr, f"Page{number}")
    with django_assert_num_queries(len(few)):
        assert len(sitemap()) == 33


def test_the_last_change_is_told(campaign):
    response = views.sitemap(RequestFactory(HTTP_HOST="localhost").get("/sitemap.xml"))
    assert "Last-Modified" in response.headers


def test_a_page_of_the_sitemap_that_does_not_exist_is_not_found(campaign, client):
    assert client.get("/sitemap.xml?p=2").status_code == 404


def test_robots_are_told_where_the_sitemap_is_and_where_not_to_go(campaign, client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/healthz"])
def test_these_addresses_are_only_read(campaign, client, path):
    assert client.post(path).status_code == 405
