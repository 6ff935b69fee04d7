"""What the worker and `tick` run. Arguments are ids only: they are stored in clear."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from hustings_home.background import task
from hustings_mailchimp import services
from hustings_mailchimp.models import Audience
from hustings_mailchimp.services import pushing

EVERY_DAY = timedelta(days=1)


@task(backend="background")
def push(audience_id: int) -> dict[str, int]:
    """Push what is due; counts by what became of it."""
    return services.push(audience_id)


@task(backend="background")
def reconcile(audience_id: int) -> dict[str, int]:
    """Compare everybody there; counts by what was found."""
    return services.reconcile(audience_id)


def follow_all() -> int:
    """Every half minute: whom the ledger spoke of, and a task where something is due; how many
    tasks. Everybody is compared once a day, and when the switch or the choice changed."""
    queued = 0
    for audience in Audience.objects.select_related("site"):
        services.follow(audience)
        last = audience.compared_at
        if last is None or last <= timezone.now() - EVERY_DAY:
            services.compare(audience)
        if pushing.due(audience):
            push.enqueue(audience.pk)
            queued += 1
    return queued


def reconcile_due() -> int:
    """Every ten minutes: a task for each audience not compared with Mailchimp for a day."""
    queued = 0
    for audience in Audience.objects.filter(is_on=True):
        last = audience.reconciled_at or audience.switched_at
        is_due = last is None or last <= timezone.now() - EVERY_DAY
        if is_due and not pushing.is_paused(audience):
            reconcile.enqueue(audience.pk)
            queued += 1
    return queued
