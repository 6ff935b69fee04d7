"""Schema.org objects and how they are printed."""

import json

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from wagtail.models import Site

from hustings_home import seo
from hustings_home.models import BrandSettings, IdentitySettings, StandardPage

pytestmark = pytest.mark.django_db


def render(source, **context):
    return Template("{% load hustings %}" + source).render(Context(context))


@pytest.fixture
def team(campaign):
    page = StandardPage(title="L’équipe", slug="equipe", locale=campaign.fr)
    campaign.home_fr.add_child(instance=page)
    return page


def test_a_page_says_where_it_stands(team, request_fr):
    (crumbs,) = team.json_ld(request_fr)
    assert [
        (item["position"], item["name"], item["item"]) for item in crumbs["itemListElement"]
    ] == [(1, "Campagne", "http://localhost/fr/"), (2, "L’équipe", "http://localhost/fr/equipe/")]


def test_the_organization_comes_from_the_settings(campaign, image):
    IdentitySettings.objects.update(contact_email="contact@example.org")
    BrandSettings.objects.update(logo=image())
    found = seo.organization(campaign.site)
    assert (found["name"], found["email"]) == ("Association Essai", "contact@example.org")
    assert found["url"] == "http://localhost"
    assert found["logo"].startswith("http://localhost/media/")


def test_a_nameless_organization_takes_the_next_best_name(campaign):
    IdentitySettings.objects.all().delete()
    assert seo.organization(campaign.site)["name"] == "Une ville à vivre"
    BrandSettings.objects.all().delete()
    assert seo.organization(campaign.site)["name"] == "Essai"
    Site.objects.update(site_name="")
    campaign.site.refresh_from_db()
    assert seo.organization(campaign.site)["name"] == "localhost"


def test_with_a_request_settings_are_not_asked_twice(
    campaign, request_fr, django_assert_num_queries
):
    IdentitySettings.read_for_request(request_fr)
    BrandSettings.read_for_request(request_fr)
    with django_assert_num_queries(0):
        seo.organization(campaign.site, request_fr)


def test_the_site_of_the_request_is_not_asked_again(
    campaign, team, request_fr, django_assert_num_queries
):
    Site.find_for_request(request_fr)
    team.get_full_url(request_fr)
    with django_assert_num_queries(0):
        assert seo.site_of(team, request_fr) == campaign.site
    assert seo.site_of(team) == campaign.site


def test_a_page_asked_for_under_another_site_keeps_its_own(campaign, team):
    Site.objects.create(hostname="other.example", root_page=campaign.root)
    request = RequestFactory(HTTP_HOST="other.example").get("/")
    stray = StandardPage(title="Stray", slug="stray", locale=campaign.fr)
    campaign.root.add_child(instance=stray)
    assert seo.site_of(stray, request).hostname == "other.example"
    assert seo.site_of(stray, RequestFactory(HTTP_HOST="localhost").get("/")).hostname == (
        "other.example"
    )


def test_an_address_that_is_absolute_stays_so(campaign):
    assert seo.absolute(campaign.site, "https://cdn.example/x.png") == "https://cdn.example/x.png"


def test_no_value_breaks_out_of_the_script_element():
    nasty = {"name": "</script><script>alert(1)</script>&amp;<!--"}
    html = render("{% json_ld data %}", data=nasty)
    assert html.count("<script") == html.count("</script>") == 1
    assert "&amp;" not in html and "<!--" not in html
    inside = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert json.loads(inside) == nasty


def test_accents_stay_readable_and_dates_are_written():
    from datetime import date

    html = render("{% json_ld data %}", data={"name": "Élodie", "on": date(2027, 4, 11)})
    assert '"Élodie"' in html and '"2027-04-11"' in html


@pytest.mark.parametrize("nothing", [None, [], {}])
def test_no_data_print_no_element(nothing):
    assert render("{% json_ld data %}", data=nothing) == ""


def test_the_tag_prints_what_the_page_says(team, request_fr):
    html = render("{% page_json_ld %}", page=team, request=request_fr)
    assert '"BreadcrumbList"' in html
    assert render("{% page_json_ld %}", request=request_fr) == ""


def test_the_trail_tag_is_empty_without_a_page(team):
    shown = "{% trail page as steps %}{% for step in steps %}{{ step.title }}/{% endfor %}"
    assert render(shown, page=team) == "Campagne/L’équipe/"
    assert render(shown, page=None) == ""
