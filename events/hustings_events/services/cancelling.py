"""A person, or staff for them, cancels: the seats go to the next who fits."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hustings_events import seats
from hustings_events.models import Registration
from hustings_events.services.queueing import promote
from hustings_signup import ledger
from hustings_signup.models import ConsentRecord

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
    given = ConsentRecord.objects.filter(
        submission=submission.uuid, purpose=submission.act, type=ConsentRecord.Type.GIVEN
    ).first()
    if given is None:
        return
    ledger.sealed_record(
        site_id=given.site_id,
        site_name=given.site_name,
        subject=given.subject,
        purpose=given.purpose,
        purpose_version=given.purpose_version,
        type=ConsentRecord.Type.WITHDRAWN.value,
        occurred_at=at,
        actor=str(actor),
        channel=str(channel),
        source=given.source,
        submission=given.submission,
        notice_sha256=given.notice_sha256,
        label_sha256=given.label_sha256,
        locale=given.locale,
        control=ConsentRecord.Control.BUTTON.value,
    ).save(force_insert=True)
