"""Tags, notes and telephone numbers of a file: what of a row is taken, and what is left out.

Tags and notes go with a consent that is proved; a number only with one for being called as a
volunteer. Nothing is ever shortened: what does not fit is left out and named in the counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.cache import cache

from hustings_signup import phones
from hustings_signup.importing import tagwords
from hustings_signup.importing.grades import Grade
from hustings_signup.importing.judging import Judged
from hustings_signup.importing.targets import Target
from hustings_signup.models import (
    ImportBatch,
    ImportResult,
    Note,
    Subscription,
    Supporter,
    Tag,
    Tagging,
    VolunteerPhone,
)
from hustings_signup.services.tagging import cache_key

Outcome = ImportResult.Outcome
KEPT = (Target.TAGS, Target.NOTE, Target.PHONE)


@dataclass(frozen=True, slots=True)
class Worn:
    """What is known of one person already: slugs of tags, texts of notes, digits of numbers."""

    tags: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Extras:
    """What one row brings besides a consent, and the codes of what stays out."""

    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    phone: str = ""
    left_out: tuple[str, ...] = ()


@dataclass
class Brought:
    """How many were added, and how many of what stayed out."""

    added: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    def count(self, extras: Extras, *, is_waiting: bool) -> None:
        """Add those of one row."""
        self.added["waiting" if is_waiting else "tags"] += len(extras.tags)
        self.added["notes"] += len(extras.notes)
        self.added["phones"] += bool(extras.phone)
        self.left_out.update(extras.left_out)


def digits(number: str) -> str:
    """What tells two spellings of a telephone number for the same."""
    return "".join(c for c in number if c.isdigit())


def worn_by(batch: ImportBatch, ids: Collection[int]) -> dict[int, Worn]:
    """What these people have, as far as the file has columns for it: at most three queries."""
    mapped = set(batch.mapping.values())
    tags, notes, numbers = (defaultdict[int, set[str]](set) for _kind in KEPT)
    if Target.TAGS in mapped:
        rows = Tagging.objects.filter(supporter__in=ids).values_list("supporter", "tag__slug")
        for pk, text in rows:
            tags[pk].add(text)
    if Target.NOTE in mapped:
        for pk, text in Note.objects.filter(supporter__in=ids).values_list("supporter", "text"):
            notes[pk].add(text)
    if Target.PHONE in mapped:
        known = VolunteerPhone.objects.filter(supporter__in=ids)
        for pk, text in known.values_list("supporter", "number"):
            numbers[pk].add(digits(text))
    return {
        pk: Worn(frozenset(tags[pk]), frozenset(notes[pk]), frozenset(numbers[pk])) for pk in ids
    }


def extras_of(
    batch: ImportBatch, row: Judged, outcome: str, *, worn: Worn, state: str | None
) -> Extras:
    """What of a row is taken; `state` is the person's for the purpose of the batch."""
    left = list(row.left_out)
    if outcome == Outcome.ASK:
        if row.notes:
            left.append("note_unproved")
        if row.phone:
            left.append("phone_unproved")
        return Extras(tags=row.tags, left_out=tuple(left))
    is_agreed = outcome == Outcome.CONSENT or state == Subscription.State.ACTIVE
    if outcome not in (Outcome.CONSENT, Outcome.KNOWN) or not is_agreed:
        return Extras()
    number = row.phone if digits(row.phone) not in worn.numbers else ""
    if number and row.is_not_to_be_called:
        number, left = "", [*left, "phone_refused"]
    elif number and (batch.purpose != phones.PURPOSE or row.grade is not Grade.A):
        number, left = "", [*left, "phone_unproved"]
    return Extras(
        tags=tuple(name for name in row.tags if tagwords.slug(name) not in worn.tags),
        notes=tuple(text for text in row.notes if text not in worn.notes),
        phone=number,
        left_out=tuple(left),
    )


class TagRows:
    """The tags of a batch, each found or made when the first person wears it."""

    def __init__(self, batch: ImportBatch, *, at: datetime) -> None:
        self.batch = batch
        self.at = at
        self.found: dict[str, Tag] = {}

    def get(self, name: str) -> Tag:
        """The tag of this name."""
        slug = tagwords.slug(name)
        if slug not in self.found:
            self.found[slug], made = Tag.objects.get_or_create(
                site_id=self.batch.site_id,
                slug=slug,
                defaults={"name": name, "created_at": self.at},
            )
            if made:
                cache.delete(cache_key(self.batch.site_id))
        return self.found[slug]


def write_extras(
    batch: ImportBatch,
    people: Sequence[tuple[Supporter, Extras]],
    *,
    tags: TagRows,
    at: datetime,
) -> None:
    """Put the tags on, keep the notes and numbers; three inserts whatever their number."""
    Tagging.objects.bulk_create(
        (
            Tagging(
                tag=tags.get(name),
                supporter=person,
                user_id=batch.user_id,
                batch=batch,
                created_at=at,
            )
            for person, extras in people
            for name in extras.tags
        ),
        ignore_conflicts=True,  # a colleague may put it on at the same moment
    )
    Note.objects.bulk_create(
        Note(
            supporter=person,
            text=text,
            author_id=batch.user_id,
            author_name=batch.user_name,
            batch=batch,
            created_at=at,
        )
        for person, extras in people
        for text in extras.notes
    )
    VolunteerPhone.objects.bulk_create(
        VolunteerPhone(supporter=person, batch=batch, number=extras.phone, created_at=at)
        for person, extras in people
        if extras.phone
    )


def take_back(batch: ImportBatch) -> dict[str, int]:
    """Remove what the batch added and nothing else; how many of each. A note its author has
    changed since is theirs; a tag nobody wears any more goes."""
    taggings = Tagging.objects.filter(batch=batch)
    tags = list(taggings.values_list("tag", flat=True).distinct())
    gone = {
        "tags": taggings.delete()[0],
        "notes": Note.objects.filter(batch=batch, edited_at=None).delete()[0],
        "phones": VolunteerPhone.objects.filter(batch=batch).delete()[0],
    }
    if Tag.objects.filter(pk__in=tags, taggings=None).delete()[0]:
        cache.delete(cache_key(batch.site_id))
    return gone
