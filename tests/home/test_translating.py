"""The shell's pages with wagtail-localize: words are translated, facts stay the same."""

import pytest
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from hustings_home.models import HomePage, IssuePage, LegalPage, ProgrammeIndexPage, StandardPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def translate(django_capture_on_commit_callbacks):
    """Translate a page as staff do; the published translation."""

    def run(page, locale, words):
        with django_capture_on_commit_callbacks(execute=True):
            translation = save_translation(page, locale, words)
        return translation.get_target_instance()

    return run


def save_translation(page, locale, words):
    """Every segment in the words given, or its own after "EN"."""
    source, _made = TranslationSource.get_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=locale)
    for segment in StringSegment.objects.filter(source=source).select_related("string"):
        segment.string.translations.create(
            locale=locale,
            context=segment.context,
            data=words.get(segment.string.data, f"EN {segment.string.data}"),
        )
    translation.save_target(publish=True)
    return translation


def fields(model, kind):
    return {
        field.field_name for field in get_translatable_fields(model) if type(field).__name__ == kind
    }


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (HomePage, {"eyebrow", "lead", "primary_action_label", "body"}),
        (StandardPage, {"lead", "body"}),
        (LegalPage, {"body"}),
        (ProgrammeIndexPage, {"lead", "body"}),
        (IssuePage, {"measure", "theme", "body", "sources"}),
    ],
)
def test_words_are_translated(model, words):
    common = {"title", "slug", "seo_title", "search_description"}
    assert fields(model, "TranslatableField") == words | common


def test_pictures_and_choices_are_the_same_in_every_language():
    same = fields(HomePage, "SynchronizedField")
    assert {"hero_image", "primary_action_page", "signup_page"} <= same
    assert {"kind", "replaces_generated"} <= fields(LegalPage, "SynchronizedField")


def test_a_translated_page_is_published_beside_its_source(campaign, client, translate):
    page = StandardPage(
        title="Équipe",
        slug="equipe",
        lead="Des gens d’ici.",
        locale=campaign.fr,
        body=[("text", "<p>Bonjour à tous.</p>")],
    )
    campaign.home_fr.add_child(instance=page)
    english = translate(page, campaign.en, {"Équipe": "Team", "equipe": "team"})
    assert (english.url, english.live) == ("/en/team/", True)
    assert (english.title, english.lead) == ("Team", "EN Des gens d’ici.")
    html = client.get("/en/team/").content.decode()
    assert "EN Bonjour à tous." in html
    assert 'href="/fr/equipe/"' in html
    assert 'href="/en/team/"' in client.get("/fr/equipe/").content.decode()


def test_the_picture_of_a_translated_home_page_follows_its_source(campaign, image, translate):
    campaign.home_en.delete()
    home = campaign.home_fr
    home.hero_image = image()
    home.save()
    english = translate(home, campaign.en, {"Campagne": "Campaign"})
    assert english.hero_image == home.hero_image


def test_a_legal_page_keeps_its_kind(legal_page, campaign, translate):
    english = translate(legal_page("accessibility"), campaign.en, {"Page": "Accessibility"})
    assert english.kind == "accessibility"


def test_the_sources_of_an_issue_keep_their_addresses(campaign, translate):
    index = ProgrammeIndexPage(title="Programme", slug="programme", locale=campaign.fr)
    campaign.home_fr.add_child(instance=index)
    translate(index, campaign.en, {})
    issue = IssuePage(
        title="Bus",
        slug="bus",
        measure="Un bus toutes les dix minutes.",
        theme="Circuler",
        locale=campaign.fr,
        sources=[("source", {"label": "Enquête", "url": "https://example.org/a"})],
    )
    index.add_child(instance=issue)
    english = translate(issue, campaign.en, {"Enquête": "Survey", "Circuler": "Getting around"})
    (source,) = english.sources
    assert (source.value["label"], source.value["url"]) == ("Survey", "https://example.org/a")
    assert english.theme == "Getting around"
