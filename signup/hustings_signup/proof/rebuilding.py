"""Subscriptions are a cache: this makes them again from the ledger, or says where they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from hustings_signup.models import ConsentRecord, SubjectLink, Submission, Subscription, Supporter
from hustings_signup.proof.replay import Request, Standing, replay, request_of

CHUNK = 500


@dataclass(frozen=True)
class Difference:
    """One subscription that is not what the ledger says; None where there is no row."""

    supporter_id: int
    purpose: str
    stored: Standing | None
    derived: Standing | None

    def __str__(self) -> str:
        return (
            f"Supporter {self.supporter_id}, {self.purpose}: stored {_words(self.stored)}, "
            f"by the ledger {_words(self.derived)}"
        )


def differences(*, dry_run: bool) -> Iterator[Difference]:
    """Every difference; without `dry_run` each is put right under its person's lock.

    A few hundred people at a time, so a million need no more memory than one chunk.
    """
    last = 0
    while people := list(
        Supporter.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]
    ):
        last = people[-1]
        suspects = sorted({found.supporter_id for found in _compare(people)})
        for supporter_id in suspects:
            # Looked at again alone: between two queries somebody may have confirmed.
            yield from _again(supporter_id, dry_run=dry_run)


@transaction.atomic
def _again(supporter_id: int, *, dry_run: bool) -> list[Difference]:
    if not Supporter.objects.select_for_update().filter(pk=supporter_id).exists():
        return []
    found = _compare([supporter_id])
    if not dry_run:
        for difference in found:
            _put_right(difference)
    return found


def _put_right(difference: Difference) -> None:
    row: dict[str, Any] = {"supporter_id": difference.supporter_id, "purpose": difference.purpose}
    if difference.derived is None:
        Subscription.objects.filter(**row).delete()
    else:
        Subscription.objects.update_or_create(**row, defaults=vars(difference.derived))


def _compare(people: Sequence[int]) -> list[Difference]:
    stored: dict[tuple[int, str], Standing] = {
        (row.supporter_id, row.purpose): Standing(row.state, row.since, row.notice_sha256)
        for row in Subscription.objects.filter(supporter__in=people)
    }
    derived = {
        (supporter_id, purpose): standing
        for supporter_id, standings in _derived(people).items()
        for purpose, standing in standings.items()
    }
    return [
        Difference(*key, stored=stored.get(key), derived=derived.get(key))
        for key in sorted(stored.keys() | derived.keys())
        if stored.get(key) != derived.get(key)
    ]


def _derived(people: Sequence[int]) -> dict[int, dict[str, Standing]]:
    owner: dict[UUID, int] = dict(
        SubjectLink.objects.filter(supporter__in=people).values_list("subject", "supporter_id")
    )
    records: dict[int, list[ConsentRecord]] = defaultdict(list)
    for record in ConsentRecord.objects.filter(subject__in=owner).order_by("pk"):
        records[owner[record.subject]].append(record)
    requests: dict[UUID, Request] = {
        row.uuid: request_of(row)
        for row in Submission.objects.filter(supporter__in=people).only(
            "uuid", "held_reason", "expires_at"
        )
    }
    return {supporter_id: replay(found, requests) for supporter_id, found in records.items()}


def _words(standing: Standing | None) -> str:
    return f"{standing.state} since {standing.since:%Y-%m-%d %H:%M:%S}" if standing else "nothing"
