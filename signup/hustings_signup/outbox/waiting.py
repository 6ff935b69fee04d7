"""What waits: due again, given up and tried once more, or left behind by a worker that died."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from hustings_signup import breaker
from hustings_signup.models import Outbox
from hustings_signup.outbox import order
from hustings_signup.outbox.sending import GIVE_UP_AFTER, SERVICE

State = Outbox.State
# A queued row has its task already; only when that was lost does `tick` make another.
TASK_GRACE = timedelta(minutes=1)
BATCH = 500
#: While the circuit is open one probe is enough; a few more, should some be no longer wanted.
PROBES = 5
#: A mail that takes its worker down each time is given up in the end too.
DEATHS = 25


def retry(row: Outbox) -> bool:
    """Staff try a mail that was given up once more, with a fresh 72 hours."""
    return bool(_revive(Outbox.objects.filter(pk=row.pk).values_list("pk", flat=True)))


def retry_all(*, site_ids: Iterable[int], failure: str) -> int:
    """The same for every mail given up for one reason; returns how many."""
    dead = Outbox.objects.filter(site__in=list(site_ids), failure=failure, state=State.DEAD)
    return _revive(dead.order_by("pk").values_list("pk", flat=True))


def _revive(keys: Iterable[int]) -> int:
    """Their tasks are made here for the first few, by `tick` for the others."""
    from hustings_signup.tasks import deliver

    now, revived = timezone.now(), 0
    for key in keys:
        changed = Outbox.objects.filter(pk=key, state=State.DEAD).update(
            state=State.QUEUED,
            due_at=now,
            created_at=now,
            finished_at=None,
            failure="",
            attempts=0,
            blocked_at=None,
            blocked_for=timedelta(0),
        )
        if changed and revived < BATCH:
            deliver.enqueue(key)
        revived += changed
    return revived


def try_now() -> None:
    """Staff have mended the mail server: the circuit lets one mail try at once."""
    breaker.try_now(SERVICE)
    now = timezone.now()
    Outbox.objects.filter(state=State.BLOCKED, due_at__gt=now).update(due_at=now)
    requeue_due()


def requeue_due() -> int:
    """Give every due row whose task was lost a new one; returns how many.

    A RUNNING row whose lease is over belonged to a worker that died.
    """
    from hustings_signup.tasks import deliver

    now = timezone.now()
    left = Outbox.objects.filter(state=State.RUNNING, leased_until__lte=now)
    left.filter(attempts__gte=DEATHS, created_at__lte=now - GIVE_UP_AFTER).update(
        state=State.DEAD, finished_at=now, leased_until=None, failure="worker_died"
    )
    left.update(state=State.RETRY, due_at=now, leased_until=None)
    lost = Q(state__in=[State.RETRY, State.BLOCKED], due_at__lte=now) | Q(
        state=State.QUEUED, due_at__lte=now - TASK_GRACE
    )
    rows = order.without_elders(Outbox.objects.filter(lost), at=now).order_by("due_at", "pk")
    limit = BATCH if breaker.is_closed(SERVICE) else PROBES
    due = list(rows.values_list("pk", flat=True)[:limit])
    for row_id in due:
        deliver.enqueue(row_id)
    return len(due)
