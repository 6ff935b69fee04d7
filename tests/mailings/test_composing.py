"""A page as a mail: both parts alike, small, nothing fetched, one gap per personal thing."""

import re
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Page

from hustings_blog.models import BlogPage
from hustings_home.models import IdentitySettings
from hustings_mailings import placeholders
from hustings_mailings.composing import LIMIT, Composed, NotMailable, compose, size
from tests.home.mail.test_mail_text import words_of_html, words_of_text

URL = "http://localhost/fr/actus/un-bus-de-nuit/"


@pytest.fixture
def composed(campaign, make_post) -> Composed:
    post = make_post(
        ("heading", {"text": "Le plan", "level": "h3"}),
        ("text", '<p>Lisez <a href="/fr/programme/">le programme</a>.</p>'),
        ("button", {"label": "Je signe", "url": "https://example.org/", "style": "primary"}),
    )
    return compose(post, site=campaign.site, web_url=URL)


def paragraphs(count: int) -> str:
    return "".join(f"<p>{number}. {'Le bus passe tard. ' * 20}</p>" for number in range(count))


def test_both_parts_say_the_same(composed):
    soup = BeautifulSoup(composed.html, "html.parser")
    soup.select_one(".preheader").decompose()
    sender = soup.select_one(".sender").extract()
    assert sender.get_text() == "Une ville à vivre"
    assert words_of_text(composed.text) == words_of_html(str(soup.body))


def test_nothing_in_it_is_fetched_from_anywhere(composed):
    assert not re.search(r"src=|url\(|<link|<img|@import", composed.html)


def test_the_title_is_the_subject_and_the_first_heading(composed):
    assert composed.subject == "Un bus de nuit"
    assert composed.preheader == "Deux phrases. Pas plus."
    assert re.findall(r"<(h\d)", composed.html) == ["h1", "h2"]


def test_each_personal_thing_has_its_gap_in_both_parts(composed):
    for part in (composed.html, composed.text):
        assert all(part.count(name) >= 1 for name in placeholders.ALL)
        assert part.count(placeholders.WHY) == part.count(placeholders.STOP_URL) == 1


def test_it_can_be_read_on_the_web_and_tells_where_the_visit_came_from(composed):
    assert f"{URL}?s={placeholders.SOURCE}" in composed.html
    assert f"<{URL}?s={placeholders.SOURCE}>" in composed.text
    assert 'href="https://example.org/"' in composed.html


def test_it_names_its_language_and_has_colours_for_the_dark(composed):
    assert '<html lang="fr">' in composed.html
    assert "@media (prefers-color-scheme: dark)" in composed.html
    assert "Ne plus" in composed.text


def test_the_foot_holds_who_writes_and_from_where(campaign, make_post):
    IdentitySettings.objects.filter(site=campaign.site).update(address="3 rue Neuve\nValmont")
    composed = compose(make_post(("text", "<p>Oui.</p>")), site=campaign.site, web_url=URL)
    for line in ("Association Essai", "3 rue Neuve", "Valmont"):
        assert line in composed.text and line in composed.html


def test_an_author_cannot_type_a_gap(campaign, make_post):
    post = make_post(("text", "<p>@@stop-url@@</p>"), title="@@why@@ oui")
    composed = compose(post, site=campaign.site, web_url=URL)
    assert composed.subject == "why oui"
    assert composed.text.count("@@stop-url@@") == composed.text.count("@@why@@") == 1


def test_a_long_text_is_cut_after_a_paragraph_and_goes_on_on_the_web(campaign, make_post):
    post = make_post(("text", paragraphs(60)))
    composed = compose(post, site=campaign.site, web_url=URL)
    assert composed.shortened
    assert LIMIT * 0.8 < size(composed) <= LIMIT
    assert "Lire la suite" in composed.html and "Lire la suite" in composed.text
    soup = BeautifulSoup(composed.html, "html.parser")
    assert words_of_html(str(soup.footer)) == words_of_text(composed.text.partition("-- \n")[2])


def test_a_cut_leaves_no_heading_without_its_text(campaign, make_post):
    blocks = [("text", f"<h2>Partie {number}</h2>{paragraphs(1)}") for number in range(60)]
    composed = compose(make_post(*blocks), site=campaign.site, web_url=URL)
    before = BeautifulSoup(composed.html, "html.parser").select("main > *")[-2]
    assert composed.shortened
    assert before.name == "p"


def test_a_short_text_is_whole(composed):
    assert not composed.shortened
    assert size(composed) < 10_000


def test_a_page_that_is_not_made_to_be_sent_is_refused(campaign):
    with pytest.raises(NotMailable, match="billet"):
        compose(campaign.home_fr, site=campaign.site, web_url=URL)


def test_a_single_piece_too_long_for_a_mail_is_refused(campaign, make_post):
    rows = "\n".join(f"{number} | {'long ' * 20}" for number in range(300))
    value = {"caption": "Tout", "rows": rows, "row_headings": True}
    post = make_post(("table", value), summary="x" * 10)
    BlogPage.objects.filter(pk=post.pk).update(summary="y " * 15_000)
    with pytest.raises(NotMailable):
        compose(Page.objects.get(pk=post.pk), site=campaign.site, web_url=URL)


def test_its_html_is_well_formed(composed):
    class Balance(HTMLParser):
        open_tags: list[str] = []

        def handle_starttag(self, tag, attrs):
            if tag not in ("meta", "br", "hr"):
                self.open_tags.append(tag)

        def handle_endtag(self, tag):
            assert self.open_tags.pop() == tag

    Balance().feed(composed.html)
    assert Balance.open_tags == []
