"""Requests of people who write or call about their data: taken in, answered within a month."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Site

from hustings_signup.models import DataRequest, Supporter
from hustings_signup.models.requests import month_after


@transaction.atomic
def receive_request(
    *,
    site: Site,
    kind: str,
    channel: str,
    received_on: date,
    supporter: Supporter | None = None,
    note: str = "",
) -> DataRequest:
    """Write it down; the answer is due one month after it came (GDPR art. 12(3))."""
    return DataRequest.objects.create(
        site=site,
        kind=kind,
        channel=channel,
        received_on=received_on,
        due_on=month_after(received_on),
        supporter=supporter,
        note=note,
    )


def answer_request(
    *, request: DataRequest, state: str, note: str, at: datetime | None = None
) -> bool:
    """Close an open one as answered or refused; False when it was closed already."""
    at = at or timezone.now()
    return bool(
        DataRequest.objects.filter(pk=request.pk, state=DataRequest.State.OPEN).update(
            state=state, note=note, closed_at=at
        )
    )


def overdue(site_ids: list[int] | frozenset[int], *, today: date) -> QuerySet[DataRequest]:
    """Open ones whose month is over."""
    return DataRequest.objects.filter(
        site__in=site_ids, state=DataRequest.State.OPEN, due_on__lt=today
    )
