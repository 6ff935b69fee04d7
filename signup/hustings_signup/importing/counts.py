"""What a batch came to: every row counted once, by outcome, reason and grade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hustings_signup.importing.relating import Brought
from hustings_signup.importing.weighing import Weighed
from hustings_signup.models import ImportBatch, ImportResult

Outcome = ImportResult.Outcome
#: Whoever was read with an answer has a grade; a row set aside has none.
GRADED = {Outcome.CONSENT, Outcome.ASK, Outcome.REFUSED}


class Tally:
    """Counts weighed rows and keeps the results to be stored."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.outcomes: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.grades: Counter[str] = Counter()
        self.brought = Brought()

    def store(
        self,
        rows: Iterable[Weighed],
        *,
        new: frozenset[int] = frozenset(),
        tell_at: datetime | None = None,
    ) -> None:
        """Write one result per row; `new` are ids of people this batch made, `tell_at` is when
        whoever came in with proof is to be told."""
        found = list(rows)
        for weighed in found:
            self.outcomes[weighed.outcome] += 1
            self.reasons[f"{weighed.outcome}.{weighed.reason}"] += 1
            if weighed.outcome in GRADED:
                self.grades[weighed.row.grade] += 1
            self.brought.count(weighed.extras, is_waiting=weighed.outcome == Outcome.ASK)
        ImportResult.objects.bulk_create(
            ImportResult(
                batch=self.batch,
                section=weighed.row.section,
                number=weighed.row.number,
                outcome=weighed.outcome,
                reason=weighed.reason,
                grade=weighed.row.grade if weighed.outcome in GRADED else "",
                supporter=weighed.supporter,
                is_new=weighed.supporter is not None and weighed.supporter.pk in new,
                tell_at=tell_at if weighed.outcome == Outcome.CONSENT else None,
                left_out=",".join(weighed.extras.left_out),
            )
            for weighed in found
        )

    @property
    def counts(self) -> dict[str, Any]:
        """As the batch keeps them."""
        return {
            "outcomes": dict(self.outcomes),
            "reasons": dict(self.reasons),
            "grades": dict(self.grades),
            "added": dict(+self.brought.added),
            "left_out": dict(self.brought.left_out),
        }


def people(batch: ImportBatch) -> int:
    """How many people the batch would take in or took in: the number to be typed."""
    outcomes = batch.counts.get("outcomes", {})
    return outcomes.get(Outcome.CONSENT, 0) + outcomes.get(Outcome.ASK, 0)


def clear_results(batch: ImportBatch) -> None:
    """Forget what an earlier check found."""
    results = ImportResult.objects.filter(batch=batch)
    results._raw_delete(results.db)
