"""What `tick` keeps in order: holds that ran out, seats that came free, and the count itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from hustings_events import seats
from hustings_events.models import Event, Registration, Status
from hustings_events.services.queueing import promote

State = Registration.State


def release_expired(*, at: datetime | None = None) -> int:
    """Free the seats of holds that ran out, and end what was never confirmed; returns seats."""
    at = at or timezone.now()
    overdue = _overdue(at)
    freed = sum(
        _release_of_event(event_id, at)
        for event_id in overdue.values_list("event", flat=True).distinct().order_by("event")
    )
    Registration.objects.filter(
        state=State.PENDING, seats_held=0, submission__expires_at__lte=at
    ).update(state=State.EXPIRED, hold_until=None, ended_at=at)
    return freed


def _overdue(at: datetime) -> QuerySet[Registration]:
    """Holds past their hour; "this was not me" ends the submission, and with it the hold."""
    return Registration.objects.filter(
        Q(hold_until__lte=at) | Q(submission__expires_at__lte=at),
        state=State.PENDING,
        seats_held__gt=0,
    )


@transaction.atomic
def _release_of_event(event_id: int, at: datetime) -> int:
    event = seats.lock(event_id)
    holds = _overdue(at).filter(event=event)
    count: int = holds.aggregate(total=Sum("seats_held"))["total"] or 0
    Registration.objects.filter(pk__in=list(holds.values_list("pk", flat=True))).update(
        seats_held=0, hold_until=None
    )
    seats.give_back(event, count)
    promote(event=event, at=at)
    return count


def fill_free_seats(*, at: datetime | None = None) -> int:
    """Move the waiting up where staff made room (more places); returns how many moved."""
    at = at or timezone.now()
    events = Event.objects.filter(
        Q(capacity=None) | Q(capacity__gt=F("seats_taken")),
        status=Status.SCHEDULED,
        starts_at__gt=at,
        registrations__state=State.WAITING,
    ).distinct()
    return sum(len(promote(event=event, at=at)) for event in events)


def recount() -> list[int]:
    """Set every count of seats to the sum of what is held; returns the events that were wrong.

    Erasing a person deletes their registration without asking us: this gives the seats back.
    """
    repaired = []
    for event_id in Event.objects.values_list("pk", flat=True):
        with transaction.atomic():
            event = seats.lock(event_id)
            held: int = event.registrations.aggregate(total=Sum("seats_held"))["total"] or 0
            if held != event.seats_taken:
                seats.give_back(event, event.seats_taken - held)
                repaired.append(event.pk)
    return repaired
