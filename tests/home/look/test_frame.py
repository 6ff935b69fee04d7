"""The frame of every page: what stands around the content."""

import re

import pytest
from django.template.loader import render_to_string

from hustings_home.models import IssuePage, LegalPage, ProgrammeIndexPage, StandardPage
from hustings_home.styleguide import SampleForm


@pytest.fixture
def html(campaign, client) -> str:
    programme = ProgrammeIndexPage(title="Le programme", show_in_menus=True)
    campaign.home_fr.add_child(instance=programme)
    programme.add_child(
        instance=IssuePage(title="Le bus", theme="Se déplacer", measure="Un bus la nuit.")
    )
    campaign.home_fr.add_child(
        instance=LegalPage(
            title="Mentions", slug="mentions-legales", kind=LegalPage.Kind.LEGAL_NOTICE
        )
    )
    return client.get("/fr/le-programme/").content.decode()


def test_the_first_thing_a_keyboard_reaches_skips_to_the_content(html):
    body = html.split("<body", 1)[1]
    first = re.search(r"<a [^>]+>", body)[0]
    assert 'href="#main"' in first
    assert '<main id="main"' in html


def test_the_page_says_its_language_title_and_address(html):
    assert '<html lang="fr">' in html
    assert "<title>Le programme – Une ville à vivre</title>" in html
    assert '<link rel="canonical" href="http://localhost/fr/le-programme/">' in html


def test_the_menu_opens_without_a_script_and_marks_where_one_is(html):
    menu = re.search(r'<details class="menu">.*?</details>', html, re.DOTALL)[0]
    assert "<summary>" in menu
    assert '<a href="/fr/le-programme/" aria-current="page">Le programme</a>' in menu


def test_the_footer_names_the_publisher_and_the_legal_pages(html):
    footer = html.split('<footer class="footer">')[1]
    assert "Association Essai" in footer
    assert 'href="/fr/mentions-legales/"' in footer


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(html):
    assert "style=" not in html
    assert "<style" not in html
    assert not re.search(r"\son\w+=", html)
    scripts = re.findall(r"<script[^>]*>", html)
    assert all("src=" in script or "application/ld+json" in script for script in scripts)
    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', html)
    assert all(a.startswith(("/", "data:", "http://localhost/")) for a in loaded)


def test_the_programme_groups_the_issues_by_theme(html):
    assert "<h2>Se déplacer</h2>" in html
    assert '<a href="/fr/le-programme/le-bus/">Le bus</a>' in html


def test_a_page_with_a_refused_form_says_so_first_in_its_title(db):
    html = render_to_string("hustings_home/base.html", {"form": SampleForm({})})
    assert re.search(r"<title>(Error:|Erreur\s?:) ", html)
    html = render_to_string("hustings_home/base.html", {"form": SampleForm()})
    assert not re.search(r"<title>(Error|Erreur)", html)


def test_the_language_switch_leads_to_the_same_page(campaign, client):
    page = campaign.home_fr.add_child(instance=StandardPage(title="Équipe", slug="equipe"))
    other = page.copy_for_translation(campaign.en)
    other.slug = "team"
    other.save_revision().publish()
    html = client.get("/fr/equipe/").content.decode()
    assert '<a href="/en/team/" lang="en" hreflang="en">' in html
    assert '<span aria-current="true"><span aria-hidden="true">FR</span>' in html


def test_a_visitor_gets_no_cookie_and_a_page_any_cache_may_keep(campaign, client):
    response = client.get("/fr/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_an_issue_shows_its_measure_and_sources(campaign, client):
    programme = campaign.home_fr.add_child(instance=ProgrammeIndexPage(title="P", slug="p"))
    programme.add_child(
        instance=IssuePage(
            title="Le bus",
            slug="bus",
            theme="Se déplacer",
            measure="Un bus la nuit.",
            sources=[
                ("source", {"label": "Rapport", "url": "https://example.org/r"}),
                ("source", {"label": "Recensement", "url": ""}),
            ],
        )
    )
    html = client.get("/fr/p/bus/").content.decode()
    assert '<p class="eyebrow">Se déplacer</p>' in html
    assert '<p class="measure">Un bus la nuit.</p>' in html
    assert '<li><a href="https://example.org/r">Rapport</a></li><li>Recensement</li>' in html
