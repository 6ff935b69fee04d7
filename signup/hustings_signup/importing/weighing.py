"""What becomes of one row, given what we know: the only place that decides it (R9, R10)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hustings_signup.importing.grades import Answer, Grade
from hustings_signup.importing.judging import Judged
from hustings_signup.importing.known import Known
from hustings_signup.importing.relating import Extras, Worn, extras_of
from hustings_signup.importing.rows import Index
from hustings_signup.models import (
    ImportBar,
    ImportBatch,
    ImportResult,
    Subscription,
    Supporter,
    Suppression,
)

Outcome = ImportResult.Outcome
#: The notice whose words ask for a purpose alone.
ASKED_BY = {"updates.campaign": "news", "volunteer.contact": "volunteer"}
#: States that came of a statement or a fact against; no import undoes them.
ENDED = {
    Subscription.State.WITHDRAWN,
    Subscription.State.SUPPRESSED,
    Subscription.State.BOUNCED,
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A row and its outcome; `supporter` is set when the mailbox is known."""

    row: Judged
    outcome: str
    reason: str = ""
    supporter: Supporter | None = None
    extras: Extras = field(default_factory=Extras)


def is_askable(purpose: str) -> bool:
    """Whether a form of ours asks for just this purpose: only then can a person be asked."""
    return purpose in ASKED_BY


def weigh(batch: ImportBatch, row: Judged, *, index: Index, known: Known) -> Weighed:
    """Refusals first, then everything that keeps a yes out, then the proof."""
    if row.fault:
        return Weighed(row, Outcome.QUARANTINE, row.fault)
    supporter = known.supporters.get(row.canonical)
    suppressed = known.suppressed.get(row.canonical)
    if suppressed:
        reason = "erased" if suppressed == Suppression.Reason.ERASED else "suppressed"
        return Weighed(row, Outcome.KEPT_OUT, reason, supporter)
    if index.is_duplicate(row):
        if not row.is_against and row.canonical in index.against:
            return Weighed(row, Outcome.KEPT_OUT, "refused_here", supporter)
        return Weighed(row, Outcome.QUARANTINE, "duplicate", supporter)
    if row.is_against:
        reason = "bounced" if row.answer is Answer.BOUNCED else "refused"
        return Weighed(row, Outcome.REFUSAL, reason, supporter)
    against = _against(row, supporter, index=index, known=known)
    if against:
        return Weighed(row, Outcome.KEPT_OUT, against, supporter)
    weighed = _yes(batch, row, supporter, index=index, known=known)
    return weighed if weighed.reason == "told_us" else _with_extras(batch, weighed, known=known)


def _with_extras(batch: ImportBatch, weighed: Weighed, *, known: Known) -> Weighed:
    person = weighed.supporter
    extras = extras_of(
        batch,
        weighed.row,
        weighed.outcome,
        worn=known.worn[person.pk] if person else Worn(),
        state=known.states[person.pk].get(batch.purpose) if person else None,
    )
    return replace(weighed, extras=extras)


def _against(row: Judged, supporter: Supporter | None, *, index: Index, known: Known) -> str:
    """Why a yes does not count; "" when nothing speaks against it."""
    if row.canonical in index.against:
        return "refused_here"
    barred = known.barred.get(row.canonical, set())
    if ImportBar.Reason.REFUSED in barred:
        return "refused_before"
    if ImportBar.Reason.BOUNCED in barred:
        return "bounced_before"
    if supporter and ENDED & set(known.states[supporter.pk].values()):
        return "withdrawn"
    return ""


def _yes(
    batch: ImportBatch,
    row: Judged,
    supporter: Supporter | None,
    *,
    index: Index,
    known: Known,
) -> Weighed:
    numbered = known.identifiers.get(row.key) if row.key else None
    if row.key and index.keys[row.key] != row.canonical:
        return Weighed(row, Outcome.QUARANTINE, "number_twice", supporter)
    if numbered and numbered[1] != row.canonical:
        # A consent belongs to a mailbox; a new address is its owner's to tell us.
        return Weighed(row, Outcome.QUARANTINE, "other_address", supporter)
    if supporter and batch.purpose in known.states[supporter.pk]:
        reason = "told_us" if supporter.pk in known.told_us else "updated"
        return Weighed(row, Outcome.KNOWN, reason, supporter)
    if row.grade is Grade.A:
        return Weighed(row, Outcome.CONSENT, "", supporter)
    if row.grade is Grade.D:
        return Weighed(row, Outcome.REFUSED, "no_proof", supporter)
    if not is_askable(batch.purpose):
        return Weighed(row, Outcome.REFUSED, "no_form", supporter)
    if row.canonical in known.asked or ImportBar.Reason.ASKED in known.barred.get(
        row.canonical, ()
    ):
        return Weighed(row, Outcome.KEPT_OUT, "asked_before", supporter)
    return Weighed(row, Outcome.ASK, "", supporter)
