"""Takes a registration: the submission, and up to two seats until the mailbox confirms."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from hustings_events import seats
from hustings_events.models import MAX_HELD, Event, EventPage, Registration
from hustings_events.services.publishing import ensure_row
from hustings_signup import keys
from hustings_signup import services as signup
from hustings_signup.models import Notice, Submission
from hustings_signup.people import Person
from hustings_signup.visits import Visit

State = Registration.State
#: A form that was sent just before the start still counts when it arrives.
GRACE = timedelta(minutes=1)


class Closed(Exception):
    """The event takes no registration any more."""


@transaction.atomic
def register(
    *,
    page: EventPage,
    person: Person,
    party_size: int,
    note: str = "",
    asked: Mapping[str, bool],
    notice: Notice,
    visit: Visit,
    locale: str,
    at: datetime | None = None,
    send_mail: bool = True,
    press: uuid.UUID | None = None,
) -> Submission:
    """Store a registration that waits for its mailbox; Closed, or ValueError for the party.

    What is returned never tells whether the mailbox is known or seats were left (R5). `press` is
    what `hustings_signup.services.submit` says of it.
    """
    at = at or timezone.now()
    event = page.row or ensure_row(page=page)
    if event is None or not event.takes_registrations_at(at - GRACE):
        raise Closed
    if not 1 <= party_size <= event.party_limit:
        raise ValueError(f"A registration is for 1 to {event.party_limit} people.")
    _carry_over_old_keys(event, person)
    submission = signup.submit(
        act=page.act,
        act_ref=event.act_ref,
        page=page,
        person=person,
        asked=asked,
        notice=notice,
        visit=visit,
        locale=locale,
        at=at,
        send_mail=send_mail,
        press=press,
    )
    registration = Registration(
        event=event,
        supporter=submission.supporter,
        submission=submission,
        folded_hash=submission.folded_hash,
        party_size=party_size,
        note=note,
        created_at=at,
    )
    # What is held silently holds no seat either: a flood of bots must not fill the hall.
    if submission.is_held or event.capacity is None or not _store_with_hold(registration, at):
        registration.save(force_insert=True)
    return submission


def _store_with_hold(registration: Registration, at: datetime) -> bool:
    """Insert with up to two seats held; False when the mailbox has seats or none are left."""
    event = registration.event
    has_seats = Q(state__in=[State.REGISTERED, State.WAITING]) | Q(seats_held__gt=0)
    same = event.registrations.filter(has_seats, folded_hash=registration.folded_hash)
    if same.exists():
        return False
    wanted = min(registration.party_size, MAX_HELD)
    try:
        with transaction.atomic():
            if not seats.take(event, wanted):
                return False
            registration.seats_held = wanted
            registration.hold_until = seats.hold_until(event, at)
            registration.save(force_insert=True)
    except IntegrityError:  # the same mailbox, in the same moment: one hold is enough
        registration.pk, registration.seats_held, registration.hold_until = None, 0, None
        return False
    return True


def _carry_over_old_keys(event: Event, person: Person) -> None:
    """After a rotation of the hash keys a mailbox is still known by its older hashes."""
    newest = keys.keyed_hash(person.mailbox.folded, context="duplicate")
    older = set(keys.keyed_hashes(person.mailbox.folded, context="duplicate")) - {newest}
    if older:
        event.registrations.filter(folded_hash__in=older).update(folded_hash=newest)
