"""Goes through the rows of a batch, a chunk at a time, and knows which rows meet which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from hustings_signup.importing import values
from hustings_signup.importing.grades import Answer
from hustings_signup.importing.judging import Judged, judge, terms_of
from hustings_signup.importing.progress import Progress
from hustings_signup.models import ImportBatch, ImportRow

CHUNK = 500
Place = tuple[int, int]


def judged_rows(batch: ImportBatch, *, now: datetime) -> Iterator[list[Judged]]:
    """Every row judged by itself, in chunks, in the order of the file."""
    terms = terms_of(batch, now=now)
    last = 0
    while True:
        found = list(ImportRow.objects.filter(batch=batch, pk__gt=last).order_by("pk")[:CHUNK])
        if not found:
            return
        yield [
            judge(terms[row.section], row.number, values.unpack(row.cells) if row.cells else None)
            for row in found
        ]
        last = found[-1].pk


@dataclass
class Index:
    """Per mailbox: whether any row is against, and which row counts; holds no names.

    Refusals come before everything (consent.md R10): they are known before the first yes of the
    same file is weighed, wherever they stand in it.
    """

    against: dict[str, tuple[Answer, Place]] = field(default_factory=dict)
    best: dict[str, tuple[str, Place]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    #: how many were looked at
    rows: int = 0

    def add(self, row: Judged) -> None:
        """Take one row into account."""
        self.rows += 1
        if row.fault:
            return
        place = (row.section, row.number)
        if row.is_against:
            known = self.against.get(row.canonical)
            if known is None or (row.answer, known[0]) == (Answer.REFUSED, Answer.BOUNCED):
                self.against[row.canonical] = (row.answer, place)
            return
        if row.key:
            self.keys.setdefault(row.key, row.canonical)
        best = self.best.get(row.canonical)
        if best is None or row.grade < best[0]:
            self.best[row.canonical] = (row.grade, place)

    def is_duplicate(self, row: Judged) -> bool:
        """Whether another row of the same mailbox counts instead of this one."""
        place = (row.section, row.number)
        if row.is_against:
            return self.against[row.canonical][1] != place
        return self.best[row.canonical][1] != place


def index_of(batch: ImportBatch, *, now: datetime, progress: Progress) -> Index:
    """The first pass over all rows."""
    index = Index()
    for chunk in judged_rows(batch, now=now):
        for row in chunk:
            index.add(row)
        progress.add(len(chunk))
    return index
