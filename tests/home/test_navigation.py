"""Menus."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import Site

from hustings_home import navigation
from hustings_home.models import LegalPage, StandardPage
from hustings_home.site_tree import trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_fr():
    return RequestFactory(HTTP_HOST="localhost").get("/fr/")


@pytest.fixture
def team(campaign):
    """A page in the menu with a page below it; beside them a hidden one and a draft."""
    page = StandardPage(title="Équipe", slug="equipe", show_in_menus=True, locale=campaign.fr)
    campaign.home_fr.add_child(instance=page)
    for title, shown, live in (("Caché", False, True), ("Brouillon", True, False)):
        campaign.home_fr.add_child(
            instance=StandardPage(title=title, show_in_menus=shown, live=live, locale=campaign.fr)
        )
    page.add_child(instance=StandardPage(title="Marie", show_in_menus=True, locale=campaign.fr))
    return page


def test_the_menu_holds_live_children_that_staff_chose(team, campaign, request_fr):
    items = navigation.main_menu(campaign.home_fr, request_fr)
    assert [(item.title, item.url, item.current) for item in items] == [
        ("Équipe", "/fr/equipe/", False)
    ]


def test_the_menu_marks_the_page_and_its_section(team, request_fr):
    (item,) = navigation.main_menu(team, request_fr)
    assert item.current and item.within
    (item,) = navigation.main_menu(team.get_children().first(), request_fr)
    assert not item.current and item.within


def test_each_language_has_its_own_menu(team, campaign, request_fr):
    assert navigation.main_menu(campaign.home_en, request_fr) == []


def test_a_view_without_page_gets_the_menu_of_the_language_being_read(team, request_fr):
    with translation.override("fr"):
        assert [item.title for item in navigation.main_menu(None, request_fr)] == ["Équipe"]
    with translation.override("en"):
        assert navigation.main_menu(None, request_fr) == []


def test_legal_pages_stand_in_the_footer_only(campaign, request_fr):
    legal = LegalPage(title="Mentions légales", kind="legal_notice", locale=campaign.fr)
    campaign.home_fr.add_child(instance=legal)
    assert navigation.main_menu(campaign.home_fr, request_fr) == []
    first, *from_plugins = navigation.footer_menu(campaign.home_fr, request_fr)
    assert (first.title, first.current) == ("Mentions légales", False)
    assert [item.title for item in from_plugins] == ["Vos données, en clair", "Mes données"]


def test_both_menus_ask_one_query(team, campaign, request_fr, django_assert_num_queries):
    Site.find_for_request(request_fr)
    navigation.main_menu(campaign.home_en, request_fr)  # content type and root paths are cached
    team = StandardPage.objects.get(pk=team.pk)
    with django_assert_num_queries(1):
        navigation.main_menu(campaign.home_fr, request_fr)
        navigation.footer_menu(team, request_fr)


def test_the_whole_frame_asks_four_queries(team, campaign, django_assert_max_num_queries):
    template = Template(
        "{% load hustings %}{% site_brand as brand %}{% site_identity as identity %}"
        "{% main_menu as main %}{% footer_menu as footer %}{% language_links page as links %}"
        "{% hreflang %}{% staff_bar %}{{ brand.campaign_name }}{{ identity.publisher }}"
        "{{ brand.campaign_name }}{% for item in main %}{{ item.url }}{% endfor %}"
    )
    request = RequestFactory(HTTP_HOST="localhost").get("/fr/")
    Site.find_for_request(request)  # Wagtail has done so before it serves a page
    Site.get_site_root_paths()  # from the cache but for the first page of a process
    page = StandardPage.objects.get(pk=team.pk)
    with django_assert_max_num_queries(4):
        html = template.render(Context({"page": page, "request": request}))
    assert "Association Essai" in html


def test_without_a_site_the_menus_are_empty(db):
    Site.objects.all().delete()
    assert navigation.main_menu(None, RequestFactory().get("/")) == []


def test_the_trail_leads_from_home_to_the_page(team, campaign, django_assert_num_queries):
    child = team.get_children().first().specific
    assert [step.title for step in trail(child)] == ["Campagne", "Équipe", "Marie"]
    with django_assert_num_queries(0):
        trail(child)
    assert trail(campaign.home_fr) == [campaign.home_fr]
