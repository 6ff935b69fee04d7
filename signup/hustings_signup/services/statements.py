"""The explicit statements of two people, and which of them stands once they are one (R11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hustings_signup import purposes
from hustings_signup.models import ConsentRecord, Subscription, Supporter

Type = ConsentRecord.Type


@dataclass(frozen=True)
class Statement:
    """One yes or no with the moment it was first said: repeating it in a merge moves nothing."""

    record: ConsentRecord
    said_at: datetime
    is_list: bool
    is_own: bool

    @property
    def is_yes(self) -> bool:
        """Whether it agrees."""
        return self.record.type in ConsentRecord.YES

    @property
    def rank(self) -> tuple[datetime, bool, bool, int]:
        """The highest wins: the most recent; at the same moment the no, then one's own."""
        return (self.said_at, not self.is_yes, self.is_own, self.record.pk)


def explicit(person: Supporter, *, is_own: bool) -> list[Statement]:
    """All of a person, in the order of the ledger."""
    records = ConsentRecord.objects.filter(
        subject=person.subject_link.subject, type__in=[*ConsentRecord.YES, *ConsentRecord.NO]
    ).order_by("pk")
    return [
        Statement(record, first_said(record), purposes.is_list(record.purpose), is_own)
        for record in records
    ]


def first_said(record: ConsentRecord) -> datetime:
    """When it was said; for a repetition by a merge, when the original was."""
    while record.channel == ConsentRecord.Channel.ADMIN and record.confirms:
        original = ConsentRecord.objects.filter(uuid=record.confirms).first()
        if original is None:
            break
        record = original
    return record.occurred_at


def carried(kept: Supporter, gone: Supporter) -> list[Statement]:
    """What `gone` said about lists that must be repeated for `kept`, at most one per purpose."""
    from hustings_signup.services.merging import is_same_mailbox

    own = [said for said in explicit(kept, is_own=True) if said.is_list]
    other = [said for said in explicit(gone, is_own=False) if said.is_list]
    active = set(
        gone.subscriptions.filter(state=Subscription.State.ACTIVE).values_list("purpose", flat=True)
    )
    shared = is_same_mailbox(kept, gone)
    counted = [
        said for said in other if not said.is_yes or (shared and said.record.purpose in active)
    ]
    won = [
        max((said for said in [*own, *counted] if said.record.purpose == purpose), key=_rank)
        for purpose in sorted({said.record.purpose for said in counted})
    ]
    return [said for said in won if not said.is_own]


def lost(kept: Supporter, gone: Supporter) -> list[str]:
    """Purposes whose yes would end with the mailbox that said it."""
    live = Subscription.State.ACTIVE
    mine, theirs = (
        set(person.subscriptions.filter(state=live).values_list("purpose", flat=True))
        for person in (kept, gone)
    )
    saved = {said.record.purpose for said in carried(kept, gone) if said.is_yes}
    return sorted(theirs - mine - saved)


def acts_of(gone: Supporter) -> list[Statement]:
    """The yes to each act (a signature, a registration) that was not taken back."""
    last: dict[tuple[str, object], Statement] = {}
    for said in explicit(gone, is_own=False):
        if not said.is_list:
            last[said.record.purpose, said.record.submission or said.record.source] = said
    return [said for said in last.values() if said.is_yes]


def _rank(said: Statement) -> tuple[datetime, bool, bool, int]:
    return said.rank
