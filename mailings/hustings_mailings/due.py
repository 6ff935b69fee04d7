"""Which mailings have something to do at this moment, as `tick` asks."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from hustings_mailings.models import Delivery, Mailing
from hustings_mailings.sending import TO_DO

State = Delivery.State


def to_begin(at: datetime) -> list[int]:
    """Mailings whose moment has come."""
    due = Mailing.objects.filter(state=Mailing.State.SCHEDULED, starts_at__lte=at)
    return list(due.order_by("starts_at").values_list("pk", flat=True))


def idle(at: datetime, *, since: datetime) -> list[int]:
    """Mailings with something to send at this moment that no lane has worked at for a while."""
    quietly = Q(worked_at=None) | Q(worked_at__lt=since)
    going = Mailing.objects.filter(quietly, state=Mailing.State.SENDING)
    todo = Delivery.objects.filter(
        Q(state=State.WAITING) | Q(state=State.SENDING, leased_until__lte=at), due_at__lte=at
    )
    ended = ~Exists(Delivery.objects.filter(mailing=OuterRef("pk"), state__in=TO_DO))
    with_work = Exists(todo.filter(mailing=OuterRef("pk")))
    return list(going.filter(with_work | Q(ended, days_after=None)).values_list("pk", flat=True))
