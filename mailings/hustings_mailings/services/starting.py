"""Begins a mailing whose moment has come: one delivery for everybody it goes to."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone

from hustings_mailings import audience, quiet
from hustings_mailings.models import Delivery, Mailing
from hustings_mailings.services.releasing import call_back

CHUNK = 2_000


def start(mailing_id: int, *, at: datetime | None = None) -> bool:
    """Make its deliveries and let the lanes go; whether this call began it.

    Killed in the middle it is begun again: a person has one delivery however often. In a quiet
    period it waits for the end; when its list may not be written to any more it is a draft again,
    whose page says why.
    """
    from hustings_mailings.tasks import open_lanes

    at = at or timezone.now()
    scheduled = Mailing.objects.select_related("site", "segment")
    mailing = scheduled.filter(
        pk=mailing_id, state=Mailing.State.SCHEDULED, starts_at__lte=at
    ).first()
    if mailing is None:
        return False
    if quiet.ends_at(mailing.site, at):
        Mailing.objects.filter(pk=mailing.pk, starts_at=mailing.starts_at).update(
            starts_at=quiet.ends_at(mailing.site, at)
        )
        return False
    try:
        found = audience.of(mailing)
    except audience.NoAudience:
        call_back(mailing=mailing)
        return False
    ids = iter(found.people.order_by("pk").values_list("pk", flat=True).iterator(CHUNK))
    while chunk := list(islice(ids, CHUNK)):
        Delivery.objects.bulk_create(
            (Delivery(mailing=mailing, supporter_id=pk, due_at=at) for pk in chunk),
            ignore_conflicts=True,
        )
    with transaction.atomic():
        began = Mailing.objects.filter(
            pk=mailing.pk, state=Mailing.State.SCHEDULED, starts_at=mailing.starts_at
        ).update(
            state=Mailing.State.SENDING,
            started_at=at,
            total=mailing.deliveries.count(),
            left_out=found.left_out,
        )
        if began:
            open_lanes(mailing.pk)
    if not began and not Mailing.objects.filter(pk=mailing.pk, started_at__isnull=False).exists():
        # Called back in the meantime.
        mailing.deliveries.all().delete()
    return bool(began)
