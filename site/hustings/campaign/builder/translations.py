"""Hands both languages of a page to wagtail-localize, so that editors go on side by side.

The pages were made with their own words. Here the words of the translation are recorded segment
by segment, as if an editor had typed them beside the original: the next "sync" keeps them.
"""

from __future__ import annotations

from django.utils import timezone
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments


class UnevenTextsError(ValueError):
    """The two languages do not have the same parts in the same order."""


def link(source: TranslatableMixin, target: TranslatableMixin) -> Translation:
    """Make `target` the translation of `source`; UnevenTextsError when their parts differ."""
    made, _ = TranslationSource.update_or_create_from_instance(source)
    translation, is_new = Translation.objects.get_or_create(
        source=made, target_locale=target.locale
    )
    if is_new:
        _record_words(made, target)
        now = timezone.now()
        Translation.objects.filter(pk=translation.pk).update(
            translations_last_updated_at=now, destination_last_updated_at=now
        )
    return translation


def _record_words(source: TranslationSource, target: TranslatableMixin) -> None:
    if isinstance(target, Page):
        target = target.specific
    theirs = {
        (segment.path, segment.order): segment.string.data
        for segment in extract_segments(target)
        if isinstance(segment, StringSegmentValue)
    }
    ours = list(StringSegment.objects.filter(source=source).select_related("context", "string"))
    places = {(segment.context.path, segment.order) for segment in ours}
    if places != set(theirs):
        differing = sorted(places ^ set(theirs))[:3]
        raise UnevenTextsError(f"{target}: the languages differ at {differing}")
    _store(ours, theirs, target.locale)


def _store(
    segments: list[StringSegment], words: dict[tuple[str, int], str], locale: Locale
) -> None:
    now = timezone.now()
    StringTranslation.objects.bulk_create(
        [
            StringTranslation(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                data=words[segment.context.path, segment.order],
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                created_at=now,
                updated_at=now,
            )
            for segment in segments
        ],
        ignore_conflicts=True,  # the same words twice in one field are one translation
    )
