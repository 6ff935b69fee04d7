"""A person, or staff for them, cancels: the seats go to the next who fits."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hustings_events import seats
from hustings_events.models import Registration
from hustings_events.services.queueing import promote
from hustings_signup.models import ConsentRecord
from hustings_signup.services import record_act_withdrawn

State = Registration.State


@transaction.atomic
def cancel(
    *,
    registration: Registration,
    actor: str = ConsentRecord.Actor.DATA_SUBJECT,
    channel: str = ConsentRecord.Channel.EMAIL_LINK,
    at: datetime | None = None,
) -> bool:
    """Give the seats back and write the withdrawal; False when it or the event was over already."""
    at = at or timezone.now()
    event = seats.lock(registration.event_id)
    current = event.registrations.filter(
        pk=registration.pk, state__in=[State.PENDING, State.REGISTERED, State.WAITING]
    ).first()
    if current is None or event.ends_at <= at:
        return False
    seats.give_back(event, current.seats_held)
    event.registrations.filter(pk=current.pk).update(
        state=State.CANCELLED, seats_held=0, hold_until=None, ended_at=at
    )
    registration.refresh_from_db()
    _record(registration, actor=actor, channel=channel, at=at)
    promote(event=event, at=at)
    return True


def _record(registration: Registration, *, actor: str, channel: str, at: datetime) -> None:
    """`withdrawn`, for the very statement that was given (consent.md, R3: each undone alone)."""
    submission = registration.submission
    if submission is None:
        return
    given = ConsentRecord.objects.filter(
        submission=submission.uuid, purpose=submission.act, type=ConsentRecord.Type.GIVEN
    ).last()  # the last: a merge repeats it for the person who is kept
    if given is not None:
        record_act_withdrawn(given, actor=actor, channel=channel, at=at)
