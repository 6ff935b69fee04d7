"""Walks the chain from its first record and says what is wrong, missing or swapped.

One pass over the records in the order of their ids, a few thousand in memory at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hustings_signup import ledger
from hustings_signup.models import ConsentRecord, LedgerSeal
from hustings_signup.proof import sealing, seals

#: Rows of one query: no cursor stays open, and no more than this is held in memory.
CHUNK, SEALS = 2000, 20


class Chain:
    """`faults()` yields one sentence per fault, the first first; the counts are right after it."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.seals = self.sealed = self.unsealed = 0
        self._last_id = 0
        self._previous = ""
        #: Records found where a seal had seen none: a later seal must claim them.
        self._unclaimed: dict[int, LedgerSeal] = {}
        self._ahead: ConsentRecord | None = None

    def faults(self) -> Iterator[str]:
        """Everything that does not hold."""
        # Read before any record, so that every record of these seals is there to be read.
        newest = LedgerSeal.objects.order_by("-number").values_list("number", flat=True).first()
        stream = _records()
        for seal in _seals(newest or 0):
            yield from self._link(seal)
            yield from self._members(seal, list(self._until(stream, seal.last_id)))
            self._last_id, self._previous = seal.last_id, seal.seal_hash
            self.seals = seal.number
        for record in self._until(stream, None):
            yield from _own_hash(record)
            self.unsealed += 1
        for number, seal in sorted(self._unclaimed.items()):
            self.unsealed += 1
            if self.at - seal.sealed_at > sealing.LATEST:
                yield f"Record {number} was put among the records of seal {seal.number} later."

    def _until(
        self, stream: Iterator[ConsentRecord], last_id: int | None
    ) -> Iterator[ConsentRecord]:
        """The records up to an id; the one beyond it waits for the next call."""
        while True:
            record = self._ahead or next(stream, None)
            self._ahead = None
            if record is None:
                return
            if last_id is not None and record.pk > last_id:
                self._ahead = record
                return
            yield record

    def _link(self, seal: LedgerSeal) -> Iterator[str]:
        if seal.number != self.seals + 1:
            yield f"Seal {self.seals + 1} is missing."
        elif seal.previous_hash != self._previous:
            yield f"Seal {seal.number} does not follow from the seal before it."
        if seal.version != seals.VERSION:
            yield f"Seal {seal.number} has the unknown version {seal.version}."
        elif seals.seal_hash(seal) != seal.seal_hash:
            yield f"Seal {seal.number} was changed."
        if seal.total != self.sealed + seal.count:
            yield f"Seal {seal.number} counts {seal.total} records, not {self.sealed + seal.count}."
        self.sealed += seal.count

    def _members(self, seal: LedgerSeal, found: list[ConsentRecord]) -> Iterator[str]:
        wanted = list(seals.outside(self._last_id + 1, seal.last_id, seal.missing))
        known = set(wanted)
        by_id = {record.pk: record for record in found}
        for record in found:
            yield from _own_hash(record)
            if record.pk not in known:
                self._unclaimed[record.pk] = seal
        by_id |= ConsentRecord.objects.in_bulk(seal.late)
        for number in seal.late:
            self._unclaimed.pop(number, None)
        yield from _compare(seal, [*seal.late, *wanted], by_id)


def _compare(seal: LedgerSeal, wanted: list[int], by_id: dict[int, ConsentRecord]) -> Iterator[str]:
    """Each record with the leaf of its place; the whole with `records_hash`."""
    if len(wanted) != seal.count or len(seal.leaves) != seal.count * seals.SHORT:
        yield f"Seal {seal.number} holds {seal.count} records but names {len(wanted)}."
        return
    stored = bytes(seal.leaves)
    places = [stored[i : i + seals.SHORT] for i in range(0, len(stored), seals.SHORT)]
    sound, leaves = True, []
    for place, number in zip(places, wanted, strict=True):
        record = by_id.get(number)
        if record is None:
            sound = False
            yield f"Record {number} of seal {seal.number} is missing."
            continue
        leaf = seals.leaf(record.record_hash, record.recorded_at)
        leaves.append(leaf)
        if leaf[: seals.SHORT] == place:
            continue
        sound = False
        if leaf[: seals.SHORT] in places:
            other = wanted[places.index(leaf[: seals.SHORT])]
            yield f"Record {number} ({record.uuid}) was swapped: it was sealed as record {other}."
        else:
            yield f"Record {number} ({record.uuid}) is not the one seal {seal.number} holds."
    if sound and seals.bind(leaves)[1] != seal.records_hash:
        yield f"The records of seal {seal.number} do not give its hash."


def _own_hash(record: ConsentRecord) -> Iterator[str]:
    if record.hash_version != ledger.HASH_VERSION:
        yield f"Record {record.pk} ({record.uuid}) has the unknown version {record.hash_version}."
    elif ledger.record_hash(record) != record.record_hash:
        yield f"Record {record.pk} ({record.uuid}) was changed: its hash is another."


def _seals(newest: int) -> Iterator[LedgerSeal]:
    """The seals up to a number, by number."""
    last = 0
    found = LedgerSeal.objects.filter(number__lte=newest).order_by("number")
    while chunk := list(found.filter(number__gt=last)[:SEALS]):
        yield from chunk
        last = chunk[-1].number


def _records() -> Iterator[ConsentRecord]:
    """All records by id."""
    last_id = 0
    while chunk := list(ConsentRecord.objects.filter(pk__gt=last_id).order_by("pk")[:CHUNK]):
        yield from chunk
        last_id = chunk[-1].pk
