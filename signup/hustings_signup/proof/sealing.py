"""Seals what the ledger has gained; a job of `tick`, so writers never wait for it.

It only reads records and inserts its own row. Ids are given before their transaction commits, so
on PostgreSQL a smaller id may appear after a larger one was sealed. Every seal therefore names
the ids it could not see (`missing`), and the next one takes those that have appeared since.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from hustings_signup.models import ConsentRecord, LedgerSeal
from hustings_signup.proof import seals

#: Records of one seal at most, to hold a bounded number in memory.
BATCH = 10_000
#: How long a transaction may take to commit an id that others have overtaken.
LATEST = timedelta(days=1)
#: Ranges asked for in one query.
RANGES = 200


def seal(*, at: datetime | None = None) -> int:
    """Seal every record that can be seen; returns how many.

    Safe when two run: a number of the chain exists once, and who comes second seals nothing.
    """
    sealed = 0
    while True:
        made = _seal_once(at or timezone.now())
        sealed += made
        if made < BATCH:
            return sealed


def _seal_once(at: datetime) -> int:
    last = LedgerSeal.objects.defer("leaves").order_by("-number").first()
    first_id = last.last_id + 1 if last else 1
    late = list(_late(at))[:BATCH]
    fresh = list(
        ConsentRecord.objects.filter(pk__gte=first_id)
        .order_by("pk")
        .values_list("pk", "record_hash", "recorded_at")[: BATCH - len(late)]
    )
    if not late and not fresh:
        return 0
    count, records_hash, leaves = seals.bind(
        seals.leaf(hashed, recorded_at) for _pk, hashed, recorded_at in [*late, *fresh]
    )
    last_id = fresh[-1][0] if fresh else first_id - 1
    row = LedgerSeal(
        number=last.number + 1 if last else 1,
        version=seals.VERSION,
        previous_hash=last.seal_hash if last else "",
        count=count,
        total=count + (last.total if last else 0),
        records_hash=records_hash,
        sealed_at=at,
        last_id=last_id,
        missing=seals.spans_between(first_id, last_id, (pk for pk, *_rest in fresh)),
        late=[pk for pk, *_rest in late],
        leaves=leaves,
    )
    row.seal_hash = seals.seal_hash(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # another process sealed this number at the same moment
        return 0
    return count


def _late(at: datetime) -> Iterator[tuple[int, str, datetime]]:
    """Records that appeared where an earlier seal found none, in the order of their ids."""
    spans: list[seals.Span] = []
    taken: set[int] = set()
    recent = LedgerSeal.objects.filter(sealed_at__gt=at - LATEST).order_by("number")
    for missing, late in recent.values_list("missing", "late"):
        spans += [(first, last) for first, last in missing]
        taken.update(late)
    for start in range(0, len(spans), RANGES):
        for row in _within(spans[start : start + RANGES]):
            if row[0] not in taken:
                yield row


def _within(spans: Sequence[seals.Span]) -> Iterator[tuple[int, str, datetime]]:
    wanted = Q()
    for first, last in spans:
        wanted |= Q(pk__range=(first, last))
    return (
        ConsentRecord.objects.filter(wanted)
        .order_by("pk")
        .values_list("pk", "record_hash", "recorded_at")
        .iterator()
    )
