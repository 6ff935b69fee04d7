"""Finds people who may be on the list twice, by keyed hashes; a person of staff decides."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from hustings_signup import keys, mailbox, search_terms
from hustings_signup.models import DuplicatePair, MatchKey, Supporter

BATCH = 500
#: A hash shared by more people than this tells nothing (a family, a shared name in one town).
CROWD = 5
KEPT = ("mailbox_hash", "name_hash")


def keys_of(person: Supporter) -> tuple[str, str]:
    """Keyed hashes of the folded mailbox, and of the name with the postcode ("" without both)."""
    folded = mailbox.parse(person.email_canonical).folded
    name = " ".join(search_terms.words(f"{person.given_name} {person.family_name}"))
    hashed = ""
    if person.given_name and person.family_name and person.postcode:
        hashed = keys.keyed_hash(f"{name}|{person.postcode}", context="same-name")
    return keys.keyed_hash(folded, context="same-mailbox"), hashed


def find_new() -> int:
    """Compare people who were never compared; how many pairs were found."""
    found = 0
    while batch := list(Supporter.objects.filter(match_key=None).order_by("pk")[:BATCH]):
        found += _compare(batch)
    return found


def find_all() -> int:
    """Compare everybody again, since names and addresses change; how many pairs were found."""
    found, last = 0, 0
    while batch := list(Supporter.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        found += _compare(batch)
        last = batch[-1].pk
    return found


@transaction.atomic
def _compare(people: Sequence[Supporter]) -> int:
    stored = {row.pk: row for row in MatchKey.objects.filter(pk__in=[p.pk for p in people])}
    changed = []
    for person in people:
        mailbox_hash, name_hash = keys_of(person)
        row = MatchKey(
            supporter_id=person.pk,
            site_id=person.site_id,
            mailbox_hash=mailbox_hash,
            name_hash=name_hash,
        )
        old = stored.get(person.pk)
        if old is None or (old.mailbox_hash, old.name_hash) != (row.mailbox_hash, row.name_hash):
            changed.append(row)
    MatchKey.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["supporter"], update_fields=list(KEPT)
    )
    pairs = [
        *_pairs(changed, "mailbox_hash", DuplicatePair.Reason.MAILBOX),
        *_pairs(changed, "name_hash", DuplicatePair.Reason.NAME),
    ]
    before = DuplicatePair.objects.count()
    DuplicatePair.objects.bulk_create(pairs, ignore_conflicts=True)
    return DuplicatePair.objects.count() - before


def _pairs(changed: Sequence[MatchKey], name: str, reason: str) -> list[DuplicatePair]:
    wanted = {getattr(row, name) for row in changed} - {""}
    alike: dict[tuple[int, str], list[int]] = {}
    rows = MatchKey.objects.filter(**{f"{name}__in": wanted}).order_by("pk")
    for pk, site_id, hashed in rows.values_list("pk", "site_id", name):
        alike.setdefault((site_id, hashed), []).append(pk)
    now = timezone.now()
    return [
        DuplicatePair(first_id=first, second_id=second, reason=reason, found_at=now)
        for group in alike.values()
        if len(group) <= CROWD
        for place, first in enumerate(group)
        for second in group[place + 1 :]
    ]


def still_alike() -> Q:
    """Pairs whose people have still in common what the pair was found for."""
    return Q(
        reason=DuplicatePair.Reason.MAILBOX,
        first__match_key__mailbox_hash=F("second__match_key__mailbox_hash"),
    ) | Q(
        reason=DuplicatePair.Reason.NAME,
        first__match_key__name_hash=F("second__match_key__name_hash"),
    )
