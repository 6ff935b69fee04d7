"""Tells the one place that reads returned mails which of them were ours, and notes it."""

from __future__ import annotations

from functools import partial

from django.db.models import F

from hustings_mailings.models import Delivery, Mailing
from hustings_signup.bounces import Found, uuid_of

State = Delivery.State


def find(message_id: str) -> Found | None:
    """The delivery whose Message-ID (without brackets) this is; None for others, or when it was
    never sent."""
    key = uuid_of(message_id)
    if key is None:
        return None
    row = (
        Delivery.objects.select_related("supporter")
        .filter(uuid=key, state__in=[State.SENT, State.BOUNCED], decided_at__isnull=False)
        .first()
    )
    if row is None or row.decided_at is None:
        return None
    return Found(row.supporter, row.decided_at, partial(_mark, row.pk, row.mailing_id))


def _mark(pk: int, mailing_id: int, kind: str) -> None:
    """Counted once, however often it is reported; a complaint did arrive."""
    if kind == "complaint":
        return
    if Delivery.objects.filter(pk=pk, state=State.SENT).update(state=State.BOUNCED):
        Mailing.objects.filter(pk=mailing_id).update(bounced=F("bounced") + 1)
