"""Pausing, going on, ending early."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hustings_mailings import quiet
from hustings_mailings.models import Delivery, Mailing

State = Mailing.State


def pause(*, mailing: Mailing) -> bool:
    """Stop after the mail that is on its way; False when it is not being sent."""
    changed = Mailing.objects.filter(pk=mailing.pk, state=State.SENDING).update(
        state=State.PAUSED, pause=Mailing.Pause.STAFF, failure=""
    )
    return bool(changed)


@transaction.atomic
def resume(*, mailing: Mailing, at: datetime | None = None) -> bool:
    """Go on with what is left; False when it is not paused or the quiet period is not over."""
    from hustings_mailings.tasks import open_lanes

    if quiet.ends_at(mailing.site, at or timezone.now()):
        return False
    changed = Mailing.objects.filter(pk=mailing.pk, state=State.PAUSED).update(
        state=State.SENDING, pause="", failure=""
    )
    if changed:
        open_lanes(mailing.pk)
    return bool(changed)


def resume_after_quiet(*, at: datetime) -> int:
    """Let those go on that only the quiet period stopped; how many."""
    waiting = Mailing.objects.filter(state=State.PAUSED, pause=Mailing.Pause.QUIET)
    return sum(resume(mailing=found, at=at) for found in waiting.select_related("site"))


@transaction.atomic
def cancel(*, mailing: Mailing, at: datetime | None = None) -> bool:
    """End it: who has not got it will not; False when it is over already."""
    at = at or timezone.now()
    changed = Mailing.objects.filter(
        pk=mailing.pk,
        state__in=[State.DRAFT, State.ASKED, State.SCHEDULED, State.SENDING, State.PAUSED],
    ).update(state=State.CANCELLED, pause="", finished_at=at)
    if not changed:
        return False
    ended = Delivery.objects.filter(mailing=mailing, state=Delivery.State.WAITING).update(
        state=Delivery.State.SKIPPED, reason=Delivery.Reason.CANCELLED, decided_at=at
    )
    Mailing.objects.filter(pk=mailing.pk).update(skipped=F("skipped") + ended)
    return True
