"""What the background worker runs. Arguments are ids only: they are stored in clear."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hustings_home.background import task
from hustings_mailings import due, sending
from hustings_mailings.models import Mailing

#: How many tasks send one mailing side by side: two workers help each other.
LANES = 2
#: A mailing nobody has worked at for so long lost its tasks.
LOST_AFTER = timedelta(minutes=1)


@task(backend="background")
def begin(mailing_id: int) -> bool:
    """Make the deliveries of a mailing whose moment has come, and send."""
    from hustings_mailings.services.starting import start

    return start(mailing_id)


# After the mails of people who wait for theirs: those have priority 50.
@task(backend="background")
def send(mailing_id: int, turn: int) -> bool:
    """Send for some seconds; then the next task goes on, so that other work comes in between.
    False when there is nothing to do now, or other lanes have taken over."""
    if not Mailing.objects.filter(pk=mailing_id, turn=turn).exists():
        return False
    has_more = sending.work(mailing_id)
    if has_more:
        send.enqueue(mailing_id, turn)
    return has_more


@transaction.atomic
def open_lanes(mailing_id: int) -> int:
    """Let two lanes send it; how many. Older ones end at their next turn: while the worker is busy
    with something else `tick` believes them lost, and they would become more and more."""
    Mailing.objects.filter(pk=mailing_id).update(turn=F("turn") + 1)
    turn = Mailing.objects.values_list("turn", flat=True).get(pk=mailing_id)
    for _lane in range(LANES):
        send.enqueue(mailing_id, turn)
    return LANES


@task(backend="background")
def send_sample(mailing_id: int, locale: str, account_id: int) -> bool:
    """One edition to the account that asked for it."""
    from hustings_mailings.services.testing import deliver_sample

    return deliver_sample(mailing_id, locale=locale, account_id=account_id)


def requeue() -> int:
    """Job of `tick`: begin what is due, add who joined to the steps of welcome series, let go on
    what lost its tasks, what was paused for a quiet period that is over, and what waited for a
    minute or a retry; how many tasks were made."""
    from hustings_mailings.services.joining import enrol_all
    from hustings_mailings.services.pausing import resume_after_quiet

    now = timezone.now()
    made = 0
    resume_after_quiet(at=now)
    for mailing_id in due.to_begin(now):
        begin.enqueue(mailing_id)
        made += 1
    enrol_all(at=now)
    for mailing_id in due.idle(now, since=now - LOST_AFTER):
        made += open_lanes(mailing_id)
    return made
