"""Seats: taken and given back by single conditional updates, told to the public in steps.

Counting rows and then inserting one sold 22 of 10 seats under load; an UPDATE whose condition
the database judges while it holds the row sells exactly as many as there are, on both engines.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from hustings_events.models.event import Event

NEARLY_FULL = 80  # per cent of the capacity
LONG_HOLD = timedelta(hours=24)
SHORT_HOLD = timedelta(hours=2)
LAST_DAY = timedelta(hours=24)

#: The steps told to the public (consent.md, "Small print that decides").
MANY, LAST = 20, 5


def lock(event_id: int) -> Event:
    """The row, locked until the transaction ends, so that the queue moves one at a time.

    SQLite has no row locks; there `transaction_mode: IMMEDIATE` locks at every `atomic()`.
    """
    return Event.objects.select_for_update().get(pk=event_id)


def take(event: Event, count: int) -> bool:
    """Take seats if there are that many; one statement, so it never oversells."""
    room = Q(capacity=None) | Q(capacity__gte=F("seats_taken") + count)
    return bool(
        Event.objects.filter(room, pk=event.pk).update(seats_taken=F("seats_taken") + count)
    )


def give_back(event: Event, count: int) -> None:
    """Free seats; a capacity that was lowered below the seats taken sinks with them."""
    if count:
        left = F("seats_taken") - count
        Event.objects.filter(pk=event.pk).update(seats_taken=left, capacity=in_force(left))


def in_force(taken: Combinable) -> Case:
    """The capacity as wanted, but never below the seats taken; none stays none."""
    return Case(
        When(capacity_wanted=None, then=Value(None)),
        default=Greatest(F("capacity_wanted"), taken),
    )


def hold_until(event: Event, at: datetime) -> datetime:
    """Until when an unconfirmed registration holds its seats: 24 hours, or 2 where it is tight."""
    is_tight = event.starts_at - at <= LAST_DAY or (
        event.capacity is not None and event.seats_taken * 100 >= event.capacity * NEARLY_FULL
    )
    return at + (SHORT_HOLD if is_tight else LONG_HOLD)


def in_words(event: Event) -> str:
    """How many places are left, in steps; empty without a limit."""
    left = event.seats_left
    if left is None:
        return ""
    if left > MANY:
        return _("More than 20 places left")
    if left > LAST:
        return _("20 places left or fewer")
    if left > 0:
        return _("Last places: 5 or fewer")
    return _("Full")
