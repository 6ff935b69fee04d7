"""The subscriptions that follow from a person's records: what the services must have written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hustings_signup import purposes
from hustings_signup.models import ConsentRecord, Submission, Subscription

Type, State = ConsentRecord.Type, Subscription.State
#: Statements that set a state whatever it was before.
ENDS = {
    Type.WITHDRAWN: State.WITHDRAWN,
    Type.REFUSED: State.SUPPRESSED,  # "this was not me"
    Type.INVALIDATED: State.WITHDRAWN,
    Type.EXPIRED: State.EXPIRED,
}
#: The source of what `services.bouncing` writes begins so.
BOUNCE = "bounce:"


@dataclass(frozen=True)
class Standing:
    """A subscription without its person."""

    state: str
    since: datetime
    notice_sha256: str


@dataclass(frozen=True)
class Request:
    """What the ledger does not hold of a submission: whether it waits for staff, and since when
    its seven days run (later than it was sent, once staff released it)."""

    is_held: bool
    runs_from: datetime


def request_of(submission: Submission) -> Request:
    """Read from the row while it exists."""
    from hustings_signup.services.submitting import CONFIRM_WITHIN

    return Request(submission.is_held, submission.expires_at - CONFIRM_WITHIN)


def replay(
    records: Iterable[ConsentRecord], requests: Mapping[UUID, Request]
) -> dict[str, Standing]:
    """State per list purpose after the records of one person, in the order of the ledger."""
    standings: dict[str, Standing] = {}
    for record, at in _in_order(records, requests):
        if purposes.is_list(record.purpose):
            _apply(standings, record, at)
    return standings


def _in_order(
    records: Iterable[ConsentRecord], requests: Mapping[UUID, Request]
) -> list[tuple[ConsentRecord, datetime]]:
    """Requests that wait for staff, or ran out waiting, left out; those released moved to when
    they were released."""
    records = list(records)
    never_released = {
        (record.submission, record.purpose)
        for record in records
        if record.type == Type.EXPIRED and record.submission
    }
    events: list[tuple[ConsentRecord, datetime]] = []
    released: list[tuple[ConsentRecord, datetime]] = []
    for record in records:
        request = requests.get(record.submission) if record.submission else None
        if (record.submission, record.purpose) in never_released:
            continue
        if record.type != Type.REQUESTED:
            events.append((record, record.occurred_at))
        elif request and request.is_held:
            continue
        elif request and request.runs_from > record.occurred_at:
            released.append((record, request.runs_from))
        else:
            events.append((record, record.occurred_at))
    for record, at in released:
        later = (place for place, event in enumerate(events) if event[1] > at)
        events.insert(next(later, len(events)), (record, at))
    return events


def _end(record: ConsentRecord) -> str:
    """What ran out because mail came back says so in its source."""
    if record.type == Type.EXPIRED and record.source.startswith(BOUNCE):
        return State.BOUNCED
    return ENDS[Type(record.type)]


def _apply(standings: dict[str, Standing], record: ConsentRecord, at: datetime) -> None:
    now = standings.get(record.purpose)
    kept = now.notice_sha256 if now else record.notice_sha256
    made: Standing | None = None
    if record.type == Type.REQUESTED:
        if now is None or now.state not in (State.ACTIVE, State.PENDING):
            made = Standing(State.PENDING, at, record.notice_sha256)
    elif record.type in ConsentRecord.YES:
        goes_on = now is not None and now.state == State.ACTIVE
        made = Standing(State.ACTIVE, now.since if now and goes_on else at, record.notice_sha256)
    elif record.type == Type.NOT_GIVEN and record.confirms:
        if now is not None and now.state == State.PENDING:  # the smaller button
            made = Standing(State.EXPIRED, at, kept)
    elif record.type in ENDS:
        made = Standing(_end(record), at, kept)
    if made:
        standings[record.purpose] = made
