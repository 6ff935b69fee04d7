"""Adds to the steps of welcome series whoever joined long enough ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from hustings_mailings import quiet
from hustings_mailings.models import Delivery, Mailing
from hustings_mailings.sending import TO_DO
from hustings_signup.grounds.beginning import in_force_since
from hustings_signup.models import Subscription, Supporter

CHUNK = 2_000
State = Mailing.State


def enrol_all(*, at: datetime) -> int:
    """For every step that is on, in the order of its series: how many mails are to be sent."""
    on = Mailing.objects.filter(state=State.SENDING, days_after__isnull=False)
    # Step by step, so that whoever is due for two waits for the first before the second.
    ordered = on.order_by("site", "purpose", "days_after").values_list("pk", flat=True)
    return sum(enrol(pk, at=at) for pk in list(ordered))


@transaction.atomic
def enrol(mailing_id: int, *, at: datetime) -> int:
    """One delivery for everybody whose consent, in the ledger, began after the step was switched
    on and `days_after` days ago; how many.

    Never a second one: a delivery stays whatever became of it. Whoever still waits for an earlier
    step of the series is added once that is decided. Two ticks wait for each other at the row.
    """
    row = Mailing.objects.select_related("site").select_for_update(of=("self",))
    step = row.filter(pk=mailing_id, state=State.SENDING, days_after__isnull=False).first()
    if step is None or step.started_at is None or step.days_after is None:
        return 0
    if quiet.ends_at(step.site, at):
        return 0
    before = _before(step)
    if before.filter(state=State.PAUSED).exists():
        return 0  # what comes first is held back, and so is what comes after it
    since, until = step.started_at, at - timedelta(days=step.days_after)
    earlier = Delivery.objects.filter(mailing__in=before, state__in=TO_DO)
    people = _joined(step, until=until).filter(~Exists(earlier.filter(supporter=OuterRef("pk"))))
    # All are read before the first is written: the question asks for those without a delivery.
    ids = iter(list(people.order_by("pk").values_list("pk", flat=True)))
    added = 0
    while chunk := list(islice(ids, CHUNK)):
        began = in_force_since(chunk, step.purpose)
        rows = [
            Delivery(mailing=step, supporter_id=pk, due_at=at)
            for pk in chunk
            if pk in began and since < began[pk] <= until
        ]
        Delivery.objects.bulk_create(rows)
        added += len(rows)
    if added:
        Mailing.objects.filter(pk=step.pk).update(total=F("total") + added)
    return added


def waiting(step: Mailing, *, at: datetime) -> int:
    """How many joined since the step was switched on and have not got it yet."""
    if step.started_at is None or step.state not in (State.SENDING, State.PAUSED):
        return 0
    to_do = Delivery.objects.filter(mailing=step, state__in=TO_DO).count()
    return to_do + _joined(step, until=at).count()


def _joined(step: Mailing, *, until: datetime) -> QuerySet[Supporter]:
    """Without a delivery yet; what the row of the list says, which the ledger has to bear out."""
    joined = Subscription.objects.filter(
        purpose=step.purpose,
        state=Subscription.State.ACTIVE,
        since__gt=step.started_at,
        since__lte=until,
    )
    return Supporter.objects.filter(
        ~Exists(Delivery.objects.filter(mailing=step, supporter=OuterRef("pk"))),
        site=step.site_id,
        pk__in=joined.order_by().values("supporter"),
    )


def _before(step: Mailing) -> QuerySet[Mailing]:
    """The steps before this one that are on."""
    return Mailing.objects.filter(
        site=step.site_id,
        purpose=step.purpose,
        days_after__lt=step.days_after,
        state__in=[State.SENDING, State.PAUSED],
    )
