"""How a request finds its page: few queries, and never past a restriction."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from hustings_home.models import HomePage, StandardPage
from hustings_home.site_tree import trail
from tests.conftest import Campaign


@pytest.fixture
def deep(campaign: Campaign) -> StandardPage:
    """/fr/a/b/c/"""
    parent: HomePage | StandardPage = campaign.home_fr
    for slug in "abc":
        child = StandardPage(title=slug.upper(), slug=slug, lead=f"lead {slug}")
        parent.add_child(instance=child)
        parent = child
    return parent


def route(home: HomePage, *slugs: str) -> StandardPage:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return HomePage.objects.get(pk=home.pk).route(request, list(slugs)).page


def test_a_page_on_the_way_costs_one_query_and_the_page_itself_two(
    deep: StandardPage, campaign: Campaign
) -> None:
    trail(route(campaign.home_fr, "a"))  # Wagtail knows its sites and types from now on
    home = HomePage.objects.get(pk=campaign.home_fr.pk)
    with CaptureQueriesContext(connection) as captured:
        page = home.route(RequestFactory().get("/"), ["a", "b", "c"]).page
        assert page == deep
        assert page.lead == "lead c"
        assert [step.title for step in trail(page)] == ["Campagne", "A", "B", "C"]
    assert len(captured) == 4


@pytest.mark.parametrize("slugs", [["x"], ["a", "x"], ["a", "b", "c", "x"]])
def test_an_unknown_step_is_not_found(client: Client, deep: StandardPage, slugs: list[str]) -> None:
    assert client.get(f"/fr/{'/'.join(slugs)}/").status_code == 404


def test_a_draft_is_not_found_but_a_page_below_it_is_there(
    client: Client, deep: StandardPage
) -> None:
    parent = StandardPage.objects.get(slug="b")
    parent.unpublish()
    assert client.get("/fr/a/b/").status_code == 404
    assert client.get("/fr/a/b/c/").status_code == 200


@pytest.mark.parametrize("slug", ["a", "b", "c", "campagne", "root"])
def test_a_restriction_anywhere_above_holds(
    client: Client, deep: StandardPage, campaign: Campaign, slug: str
) -> None:
    assert client.get("/fr/a/b/c/").status_code == 200
    page = {"campagne": campaign.home_fr, "root": campaign.root}.get(slug)
    PageViewRestriction.objects.create(
        page=page or StandardPage.objects.get(slug=slug), restriction_type="login"
    )
    response = client.get("/fr/a/b/c/")
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_a_restriction_beside_the_way_does_not_hold(client: Client, deep: StandardPage) -> None:
    beside = StandardPage(title="D", slug="d")
    StandardPage.objects.get(slug="b").add_child(instance=beside)
    PageViewRestriction.objects.create(page=beside, restriction_type="login")
    assert client.get("/fr/a/b/c/").status_code == 200


def test_an_alias_is_closed_like_its_source(
    client: Client, deep: StandardPage, campaign: Campaign
) -> None:
    deep.create_alias(parent=campaign.home_fr, update_slug="copie")
    assert client.get("/fr/copie/").status_code == 200
    PageViewRestriction.objects.create(page=deep, restriction_type="login")
    assert client.get("/fr/copie/").status_code == 302


def test_restrictions_of_a_routed_page_take_one_query(
    deep: StandardPage, campaign: Campaign
) -> None:
    page = route(campaign.home_fr, "a", "b", "c")
    with CaptureQueriesContext(connection) as captured:
        assert list(page.get_view_restrictions()) == []
    assert len(captured) == 1


def test_restrictions_of_a_page_met_otherwise_are_the_same(deep: StandardPage) -> None:
    PageViewRestriction.objects.create(
        page=StandardPage.objects.get(slug="a"), restriction_type="login"
    )
    [found] = StandardPage.objects.get(pk=deep.pk).get_view_restrictions()
    assert found.page.slug == "a"
