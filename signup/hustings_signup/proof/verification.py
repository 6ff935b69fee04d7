"""Recomputes everything that can be: the chain, the evidence, the notices, the checkpoints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from hustings_signup import ledger
from hustings_signup.models import ConsentEvidence, ConsentRecord, LedgerSeal
from hustings_signup.proof import checkpoints, words
from hustings_signup.proof.chain import Chain
from hustings_signup.proof.checkpoints import Checkpoint
from hustings_signup.proof.words import Words


def bound_evidence() -> QuerySet[Any]:
    """All that exists, each with `bound_to`: the submission of the record that committed to it.

    Looked up by the person: all rows of an import share one submission, and asking each of
    50,000 for a record among 50,000 takes hours.
    """
    holder = ConsentRecord.objects.filter(
        Q(network_commitment=OuterRef("commitment"))
        | Q(submission_commitment=OuterRef("commitment")),
        subject=OuterRef("subject"),
    ).order_by()
    bound_to = Subquery(holder.values("submission")[:1])
    return ConsentEvidence.objects.annotate(bound_to=bound_to).order_by("pk")


class Verification:
    """`faults()` yields one sentence per fault; afterwards `summary()` says what was looked at."""

    def __init__(self, *, public_keys: Iterable[str] = (), at: datetime | None = None) -> None:
        self.chain = Chain(at or timezone.now())
        self.words = Words()
        self.public_keys = {key for key in (checkpoints.own_public_key(), *public_keys) if key}
        self.evidence = self.checkpoints = 0

    def faults(self) -> Iterator[str]:
        """Everything that does not hold, records first."""
        yield from self.chain.faults()
        yield from self.words.faults()
        yield from self._evidence()
        yield from self._checkpoints()

    def summary(self) -> str:
        """Counts of one run, for a person."""
        chain = self.chain
        return (
            f"{chain.sealed} records in {chain.seals} seals, {chain.unsealed} not sealed yet, "
            f"{self.words.notices} notices, {self.evidence} pieces of evidence, "
            f"{self.checkpoints} checkpoints."
        )

    def _evidence(self) -> Iterator[str]:
        """What still exists must be what the records committed to."""
        for row in bound_evidence().iterator(chunk_size=2000):
            self.evidence += 1
            if ledger.commitment(row.salt, row.content) != row.commitment:
                yield f"Evidence {row.pk} was changed: its commitment is another."
            elif row.bound_to != row.submission:
                yield f"Evidence {row.pk} belongs to no record of its submission."

    def _checkpoints(self) -> Iterator[str]:
        """Each file: by a key we trust, over a seal that is still the same."""
        for path in checkpoints.paths():
            self.checkpoints += 1
            try:
                point = checkpoints.read(path)
            except ValueError as error:
                yield f"{path.name} is no checkpoint: {error}."
                continue
            if point.public_key not in self.public_keys:
                yield f"{path.name} is signed with a key that is not ours."
                continue
            if not point.is_signed_by(point.public_key):
                yield f"{path.name} was changed: its signature is wrong."
                continue
            stored = LedgerSeal.objects.filter(number=point.seal).defer("leaves").first()
            if stored is None:
                yield f"Seal {point.seal} of {path.name} is missing: the ledger was cut off."
            elif (stored.seal_hash, stored.total) != (point.seal_hash, point.records):
                yield f"Seal {point.seal} is not the one that {path.name} holds."
            yield from self._published(path.name, point)

    def _published(self, name: str, point: Checkpoint) -> Iterator[str]:
        """What was published until then is still all there, at its moment, and nothing beside."""
        if point.format == checkpoints.FORMAT_1:
            return
        found = words.published(until=datetime.fromisoformat(point.notices_until))
        if words.bind(found) != point.notices_hash:
            yield (
                f"The notices published until {point.notices_until} are not those of {name}: "
                f"{point.notices} then, {len(found)} now."
            )
