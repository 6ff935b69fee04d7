"""A petition with wagtail-localize: words are translated, facts stay the same."""

import pytest
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import (
    OverridableSegment,
    StringSegment,
    Translation,
    TranslationSource,
)

from hustings_petitions.models import Petition, PetitionIndexPage, PetitionPage
from tests.petitions.conftest import Petitions, make_petition

COMMON = {"title", "slug", "seo_title", "search_description"}


def fields(model: type, kind: str) -> set[str]:
    return {
        field.field_name for field in get_translatable_fields(model) if type(field).__name__ == kind
    }


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (PetitionPage, {"ask", "addressee", "body", "outcome"}),
        (PetitionIndexPage, {"intro"}),
    ],
)
def test_words_are_translated(model: type, words: set[str]) -> None:
    assert fields(model, "TranslatableField") == words | COMMON


def test_facts_are_the_same_and_nobody_translates_them() -> None:
    facts = {
        field.field_name: field.overridable
        for field in get_translatable_fields(PetitionPage)
        if field.field_name in ("goal", "closes_at", "state", "main_image")
    }
    assert facts == {"goal": False, "closes_at": False, "state": False, "main_image": True}


def test_a_translated_petition_shares_row_and_goal(
    petitions: Petitions, django_capture_on_commit_callbacks: object
) -> None:
    page = make_petition(petitions.index_fr, title="Des arbres", slug="arbres", goal=1200)
    with django_capture_on_commit_callbacks(execute=True):
        source, _made = TranslationSource.get_or_create_from_instance(page)
        translation = Translation.objects.create(source=source, target_locale=petitions.campaign.en)
        for segment in StringSegment.objects.filter(source=source).select_related("string"):
            segment.string.translations.create(
                locale=petitions.campaign.en,
                context=segment.context,
                data=f"en {segment.string.data}",
            )
        translation.save_target(publish=True)
    english = translation.get_target_instance()
    assert english.live
    assert english.title == "en Des arbres"
    assert english.goal == 1200
    assert Petition.objects.filter(translation_key=page.translation_key).count() == 1
    assert english.petition == PetitionPage.objects.get(pk=page.pk).petition
    overridable = OverridableSegment.objects.filter(source=source)
    assert {segment.context.path for segment in overridable} == set()


def test_an_alias_counts_with_its_original(petitions: Petitions) -> None:
    page = make_petition(petitions.index_fr, title="Des arbres", slug="arbres")
    alias = page.copy_for_translation(petitions.campaign.en, alias=True)
    assert alias.live
    page.goal = 77
    page.save_revision().publish()
    assert PetitionPage.objects.get(pk=alias.pk).petition == page.petition
    assert PetitionPage.objects.get(pk=alias.pk).terms.goal == 77
