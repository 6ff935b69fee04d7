"""Letters are pages: written, previewed as they arrive, kept in an archive."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from hustings_home.blocks import LetterBlock
from hustings_home.mail import as_text, portable
from hustings_mailings.composing import compose
from hustings_mailings.models import NewsletterIndexPage, NewsletterPage
from tests.home.mail.test_mail_text import words_of_html, words_of_text


@pytest.fixture
def archive(campaign) -> NewsletterIndexPage:
    index = NewsletterIndexPage(title="Lettres", slug="lettres")
    campaign.home_fr.add_child(instance=index)
    index.save_revision().publish()
    return index


def write(archive, title="Le bus", publish=True, **values) -> NewsletterPage:
    letter = NewsletterPage(title=title, live=False, **values)
    archive.add_child(instance=letter)
    revision = letter.save_revision()
    if publish:
        revision.publish()
    return NewsletterPage.objects.get(pk=letter.pk)


def test_the_archive_lists_what_is_published_newest_first(archive, client: Client):
    write(archive, "Première")
    write(archive, "Brouillon", publish=False)
    write(archive, "Deuxième")
    html = client.get("/fr/lettres/").content.decode()
    assert html.index("Deuxième") < html.index("Première")
    assert "Brouillon" not in html


def test_the_archive_knows_no_page_beyond_its_last(archive, client: Client):
    assert client.get("/fr/lettres/?page=2").status_code == 404


def test_a_letter_is_read_on_the_web(archive, client: Client):
    letter = write(archive, body=[("text", "<p>Bonjour.</p>"), ("divider", None)])
    html = client.get(letter.get_url()).content.decode()
    assert "Bonjour." in html and "<hr>" in html


def test_a_letter_is_a_mail_with_its_cards(archive, campaign, make_post):
    post = make_post(("text", "<p>Oui.</p>"), title="Un billet", summary="En bref.")
    letter = write(archive, preheader="Ouvrez.", body=[("card", {"page": post})])
    composed = compose(letter, site=campaign.site, web_url=letter.full_url)
    assert (composed.subject, composed.preheader) == ("Le bus", "Ouvrez.")
    assert "Un billet" in composed.html and "En bref." in composed.text
    assert "/fr/actus/un-billet/?s=@@source@@" in composed.text


def test_every_block_of_a_letter_says_in_text_what_it_says_in_html(archive, campaign, make_post):
    make_post(("text", "<p>Oui.</p>"))
    stream = LetterBlock()
    values = [
        {"type": name, "value": block.get_prep_value(block.normalize(block.get_preview_value()))}
        for name, block in stream.child_blocks.items()
    ]
    letter = write(archive, body=stream.to_python(values))
    parts = letter.mail_parts(letter.full_url)
    html = "".join(portable(parts.html, web_url=letter.full_url))
    assert "Un bus de nuit" in html
    assert words_of_text(as_text(html)) == words_of_html(html)


def test_the_editor_sees_the_letter_on_the_site_and_as_a_mail(archive, staff, rf):
    letter = write(archive, body=[("text", "<p>Bonjour.</p>")], publish=False)
    assert [mode for mode, _label in letter.preview_modes] == ["", "mail"]
    answer = letter.make_preview_request(preview_mode="mail")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "srcdoc=" in html and "<pre" in html and "@@" not in html
    assert "'unsafe-inline'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]


def test_the_preview_of_an_empty_letter_says_what_is_missing(archive):
    letter = write(archive, publish=False)
    html = letter.make_preview_request(preview_mode="mail").content.decode()
    assert 'role="alert"' in html and "srcdoc" not in html


def test_there_is_one_archive_per_home_page(archive, campaign, staff, client: Client):
    assert not NewsletterIndexPage.can_create_at(campaign.home_fr)
    assert NewsletterPage.can_create_at(archive)
    assert not NewsletterPage.can_create_at(campaign.home_fr)


def test_a_letter_needs_a_subject(archive):
    with pytest.raises(ValidationError):
        NewsletterPage(title="", slug="x", locale=archive.locale).full_clean()
