"""The waiting list: whoever waits longest and fits gets the seats that come free."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hustings_events import seats
from hustings_events.models import Event, Registration
from hustings_signup import outbox

MOVED_UP = "registration_moved_up"
State = Registration.State


def place_in_line(registration: Registration) -> int:
    """1 for the first of the waiting list; 0 for a registration that does not wait."""
    if registration.state != State.WAITING:
        return 0
    line = Registration.objects.filter(event=registration.event_id, state=State.WAITING)
    since = registration.waiting_since
    return (
        line.filter(waiting_since__lt=since).count()
        + line.filter(waiting_since=since, pk__lt=registration.pk).count()
        + 1
    )


@transaction.atomic
def promote(*, event: Event, at: datetime | None = None) -> list[Registration]:
    """Register the waiting who fit, in their order, and queue the mail that tells them."""
    at = at or timezone.now()
    event = seats.lock(event.pk)
    moved: list[Registration] = []
    if event.is_cancelled or event.starts_at <= at:
        return moved
    waiting = event.registrations.filter(state=State.WAITING).order_by("waiting_since", "pk")
    for registration in waiting.select_related("supporter", "submission"):
        if not seats.take(event, registration.party_size):
            if event.capacity is not None and _is_full(event):
                break
            continue
        Registration.objects.filter(pk=registration.pk).update(
            state=State.REGISTERED, seats_held=registration.party_size
        )
        outbox.queue(
            MOVED_UP,
            supporter=registration.person,
            submission=registration.submission,
            at=at,
        )
        moved.append(registration)
    return moved


def _is_full(event: Event) -> bool:
    event.refresh_from_db(fields=["seats_taken", "capacity"])
    return event.seats_left == 0
