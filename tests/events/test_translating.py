"""An event with wagtail-localize: words are translated, facts are one for all languages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import (
    OverridableSegment,
    StringSegment,
    Translation,
    TranslationSource,
)

from hustings_events.models import Event, EventPage
from tests.events.conftest import Agenda


@pytest.fixture
def translated(agenda: Agenda, django_capture_on_commit_callbacks) -> tuple[EventPage, EventPage]:
    """An event translated with wagtail-localize: the French page and the English one."""
    page = agenda.make(
        slug="cafe", title="Café citoyen", capacity=12, private_details="Code", access="Rampe."
    )
    with django_capture_on_commit_callbacks(execute=True):
        source, _made = TranslationSource.get_or_create_from_instance(page)
        translation = Translation.objects.create(source=source, target_locale=agenda.campaign.en)
        for segment in StringSegment.objects.filter(source=source).select_related("string"):
            segment.string.translations.create(
                locale=agenda.campaign.en,
                context=segment.context,
                data=f"en {segment.string.data}",
            )
        translation.save_target(publish=True)
    return page, translation.get_target_instance()


def test_words_are_translated_and_facts_are_not(translated: tuple[EventPage, EventPage]) -> None:
    french, english = translated
    assert english.live
    for name in ("title", "lead", "place_name", "access", "private_details"):
        assert getattr(english, name) == f"en {getattr(french, name)}"
    for name in ("starts_at", "ends_at", "time_zone", "kind", "capacity", "town", "postcode"):
        assert getattr(english, name) == getattr(french, name)


def test_the_translation_shares_the_row(translated: tuple[EventPage, EventPage]) -> None:
    french, english = translated
    assert Event.objects.filter(translation_key=french.translation_key).count() == 1
    assert english.row == EventPage.objects.get(pk=french.pk).row


def test_a_translator_may_change_no_fact(translated: tuple[EventPage, EventPage]) -> None:
    source = TranslationSource.objects.get_for_instance(translated[0])
    paths = {
        segment.context.path
        for segment in OverridableSegment.objects.filter(source=source).select_related("context")
    }
    assert paths <= {"address", "town", "image"}


def test_a_new_date_reaches_the_translation_at_once(
    translated: tuple[EventPage, EventPage],
) -> None:
    french, english = translated
    french.starts_at += timedelta(days=1)
    french.ends_at += timedelta(days=1)
    french.save_revision().publish()
    assert EventPage.objects.get(pk=english.pk).starts_at == french.starts_at


def test_publishing_the_translation_again_keeps_the_new_date(
    translated: tuple[EventPage, EventPage], django_capture_on_commit_callbacks
) -> None:
    french, english = translated
    french.ends_at += timedelta(hours=3)
    french.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        Translation.objects.get(source__object_id=french.translation_key).save_target(publish=True)
    assert EventPage.objects.get(pk=english.pk).ends_at == french.ends_at
    assert Event.objects.get(translation_key=french.translation_key).ends_at == french.ends_at


@pytest.mark.parametrize("name", ["eventpage", "eventindexpage"])
def test_a_page_that_was_never_saved_can_be_previewed(
    agenda: Agenda, staff, client: Client, name: str
) -> None:
    client.force_login(staff)
    parent = agenda.index_fr if name == "eventpage" else agenda.campaign.home_fr
    if name == "eventindexpage":
        agenda.index_fr.get_children().delete()
        agenda.index_fr.delete()
    url = reverse("wagtailadmin_pages:preview_on_add", args=["hustings_events", name, parent.pk])
    data = {
        "title": "Brouillon",
        "slug": "brouillon",
        "kind": "meeting",
        "status": "scheduled",
        "time_zone": "Europe/Paris",
        "party_limit": "4",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    assert client.post(url, data).json()["is_valid"]
    preview = client.get(url)
    assert preview.status_code == 200
    assert "Brouillon" in preview.content.decode()
