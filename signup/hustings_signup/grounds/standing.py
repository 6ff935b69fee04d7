"""Reads the ledger for many people at once: what they agreed to, what ended, what waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from hustings_home.inventory import Ground
from hustings_signup import purposes
from hustings_signup.models import ConsentRecord, SubjectLink, Submission

Type = ConsentRecord.Type
ENDS = frozenset(ConsentRecord.ENDS)
#: The seven days of the mail, and one for the hand that tidies up.
WAITS = timedelta(days=8)


class Statement(NamedTuple):
    """What matters of one record, in the order of the ledger."""

    at: datetime
    pk: int
    purpose: str
    type: str
    submission: UUID | None


@dataclass
class Standing:
    """Where one person stands, or one form: purposes by what the ledger says of them now."""

    live: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    is_waiting: bool = False

    def ground(self, purpose: str = "") -> Ground | None:
        """What data about this person may rest on, for one purpose or for any."""
        live, asked, ended = self.live, self.asked, self.ended
        if purpose:
            live, asked, ended = live & {purpose}, asked & {purpose}, ended & {purpose}
        if live:
            return Ground.CONSENT
        if self.is_waiting and asked:
            return Ground.PENDING
        return Ground.DUTY if ended else None


#: By uuid of the submission.
Forms = dict[UUID, Standing]


def standing(statements: Collection[Statement], *, is_waiting: bool) -> Standing:
    """What follows from some records. The most recent statement decides, per purpose; a "no" to
    an act that names a form ends only what that form began (each is undone alone, R3), and so does
    a form that ran out."""
    found = Standing(is_waiting=is_waiting)
    yes: dict[str, set[UUID | None]] = defaultdict(set)
    for said in sorted(statements):
        if said.type in ConsentRecord.YES:
            yes[said.purpose].add(said.submission)
            found.ended.discard(said.purpose)
        elif said.type == Type.REQUESTED:
            found.asked.add(said.purpose)
        elif said.type in ENDS:
            was_yes = bool(yes[said.purpose])
            # What runs out by itself is one form that staff never released, not the person's yes.
            is_whole = purposes.is_list(said.purpose) and said.type != Type.EXPIRED
            if said.submission is None or is_whole:
                yes[said.purpose].clear()
            else:
                yes[said.purpose].discard(said.submission)
            # A person's own "no" has to be kept in order to be honoured.
            if was_yes or said.type in ConsentRecord.NO:
                found.ended.add(said.purpose)
    found.live = {purpose for purpose, submissions in yes.items() if submissions}
    found.ended -= found.live
    return found


def standings(supporter_ids: Collection[int], *, at: datetime | None = None) -> dict[int, Standing]:
    """Where each of these people stands; nobody without a link to the ledger. Three queries.

    Whoever was merged of two has two subjects, whose statements count together (R11).
    """
    links = SubjectLink.objects.filter(supporter__in=supporter_ids)
    people = dict(links.values_list("subject", "supporter_id"))
    said: dict[int, list[Statement]] = {person: [] for person in people.values()}
    for subject, statements in _statements(Q(subject__in=list(people)), "subject").items():
        said[people[subject]] += statements
    unconfirmed = Submission.objects.filter(waiting(at), supporter__in=supporter_ids)
    waits = set(unconfirmed.values_list("supporter_id", flat=True))
    return {
        supporter_id: standing(statements, is_waiting=supporter_id in waits)
        for supporter_id, statements in said.items()
    }


def forms(uuids: Collection[UUID], *, at: datetime | None = None) -> Forms:
    """The same for each of these submissions; none of which the ledger knows nothing. Two
    queries."""
    said = _statements(Q(submission__in=uuids), "submission")
    unconfirmed = Submission.objects.filter(waiting(at), uuid__in=list(said))
    waits = set(unconfirmed.values_list("uuid", flat=True))
    return {uuid: standing(said[uuid], is_waiting=uuid in waits) for uuid in said}


def _statements(wanted: Q, by: str) -> dict[UUID, list[Statement]]:
    rows = ConsentRecord.objects.filter(wanted).order_by()
    found: dict[UUID, list[Statement]] = defaultdict(list)
    for key, *rest in rows.values_list(by, "occurred_at", "pk", "purpose", "type", "submission"):
        found[key].append(Statement(*rest))
    return found


def waiting(at: datetime | None) -> Q:
    """Submissions that may still be confirmed, or could be until a moment ago."""
    at = at or timezone.now()
    recent = Q(created_at__gt=at - WAITS) | Q(expires_at__gt=at - timedelta(days=1))
    return Q(confirmed_at=None) & recent
