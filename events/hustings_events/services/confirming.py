"""The mailbox confirms: the missing seats are taken, or the waiting list begins."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hustings_events import seats
from hustings_events.models import Event, Registration
from hustings_events.services.queueing import promote
from hustings_events.services.registering import Closed
from hustings_signup.models import Submission

State = Registration.State


@transaction.atomic
def confirm(*, submission: Submission, at: datetime | None = None) -> Registration | None:
    """Make a registration count; Closed when the event is over or called off.

    Returns the mailbox's registration: the one confirmed, or the one it already had, changed to
    the number of people asked for now if there is room. Repeating it changes nothing.
    """
    at = at or timezone.now()
    asked = Registration.objects.filter(submission=submission).first()
    if asked is None:  # erased, or merged into the one the mailbox had
        return registration_of(submission)
    event = seats.lock(asked.event_id)
    asked.refresh_from_db()
    if asked.state not in (State.PENDING, State.EXPIRED):
        return asked
    if event.is_cancelled or event.ends_at <= at:
        raise Closed
    others = list(
        event.registrations.filter(folded_hash=asked.folded_hash)
        .filter(Q(state__in=[State.REGISTERED, State.WAITING]) | Q(seats_held__gt=0))
        .exclude(pk=asked.pk)
    )
    live = next((other for other in others if other.is_live), None)
    asked.seats_held += _release_holds([other for other in others if not other.is_live])
    if live is None:
        return _settle(asked, event, at)
    seats.give_back(event, asked.seats_held)
    if live.supporter_id != asked.supporter_id:
        # Another spelling of the same mailbox: folding tells duplicates, never who a person is.
        return _end_as_duplicate(asked, at)
    _change(live, event, party_size=asked.party_size, note=asked.note)
    asked.delete()
    promote(event=event, at=at)
    return live


def registration_of(submission: Submission) -> Registration | None:
    """The registration a submission led to: its own, or the one its person had already."""
    own = Registration.objects.select_related("event").filter(submission=submission).first()
    return own or (
        Registration.objects.select_related("event")
        .filter(
            event=int(submission.act_ref.removeprefix("event:")),
            supporter=submission.supporter_id,
            folded_hash=submission.folded_hash,
            confirmed_at__isnull=False,
        )
        .order_by("-pk")
        .first()
    )


def _release_holds(holds: list[Registration]) -> int:
    """Seats held by earlier forms of the same mailbox pass to the one that is confirmed."""
    Registration.objects.filter(pk__in=[hold.pk for hold in holds]).update(
        seats_held=0, hold_until=None
    )
    return sum(hold.seats_held for hold in holds)


def _settle(asked: Registration, event: Event, at: datetime) -> Registration:
    missing = asked.party_size - asked.seats_held
    if missing <= 0 or seats.take(event, missing):
        spare = max(-missing, 0)
        asked.state, asked.seats_held = State.REGISTERED, asked.party_size
    else:
        spare = asked.seats_held
        asked.state, asked.seats_held, asked.waiting_since = State.WAITING, 0, at
    asked.hold_until, asked.confirmed_at, asked.ended_at = None, at, None
    asked.save()
    if spare:
        seats.give_back(event, spare)
        promote(event=event, at=at)
    return asked


def _end_as_duplicate(asked: Registration, at: datetime) -> Registration:
    asked.state, asked.seats_held, asked.hold_until = State.CANCELLED, 0, None
    asked.confirmed_at = asked.ended_at = at
    asked.save()
    return asked


def _change(live: Registration, event: Event, *, party_size: int, note: str) -> None:
    """More people if there is room, fewer always; a place on the waiting list is kept."""
    live.note = note or live.note
    if live.state == State.WAITING:
        live.party_size = party_size
    elif party_size <= live.party_size or seats.take(event, party_size - live.party_size):
        seats.give_back(event, max(live.party_size - party_size, 0))
        live.party_size = live.seats_held = party_size
    live.save(update_fields=["party_size", "seats_held", "note"])
