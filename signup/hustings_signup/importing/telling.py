"""Tells whoever was imported, once: who holds their data, from where, and how to stop.

GDPR art. 14: within a month at the latest, and in the first message to the person. Ours comes an
hour after the import, so that an import undone at once is heard of by nobody.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hustings_signup import limits, mailbox, outbox
from hustings_signup.importing.known import is_left_alone
from hustings_signup.models import (
    ConsentRecord,
    Hit,
    ImportBatch,
    ImportResult,
    Outbox,
    SubjectLink,
    Subscription,
)
from hustings_signup.visits import Visit

MAIL = "imported"
#: Our choice: the time to notice a wrong file.
TELL_AFTER = timedelta(hours=1)
#: People told in one run of the job, a minute: more at once would look like an attack.
PER_TICK = 500
UNSENT = (Outbox.State.QUEUED, Outbox.State.RETRY, Outbox.State.DEAD)


def tell_due() -> int:
    """Job of `tick`: queue the first mail of up to 500 people; returns how many.

    Never more than the mails a mailbox may have in a day (R19): whoever has had them waits.
    """
    now = timezone.now()
    due = ImportResult.objects.filter(tell_at__lte=now, batch__state=ImportBatch.State.DONE)
    ids = list(due.order_by("tell_at", "pk").values_list("pk", flat=True)[:PER_TICK])
    return sum(_tell_one(pk, now=now) for pk in ids)


@transaction.atomic
def _tell_one(pk: int, *, now: datetime) -> int:
    result = (
        ImportResult.objects.select_related("supporter", "batch")
        .filter(pk=pk, tell_at__lte=now)
        .first()
    )
    if result is None:
        return 0
    person = result.supporter
    mine = ImportResult.objects.filter(pk=pk, tell_at=result.tell_at)
    if person is None or imported_record(result) is None:
        mine.update(tell_at=None)
        return 0
    verdict = limits.judge(
        folded=mailbox.parse(person.email_canonical).folded,
        is_verified=person.email_verified_at is not None,
        act=MAIL,
        visit=Visit(),
        at=now,
    )
    if not verdict.may_mail:
        mine.update(tell_at=now + timedelta(days=1))
        return 0
    if not mine.update(tell_at=None):
        return 0
    Hit.objects.bulk_create(verdict.hits)
    row = outbox.queue(MAIL, supporter=person, at=now)
    ImportResult.objects.filter(pk=pk).update(outbox=row)
    return 1


def imported_record(result: ImportResult) -> ConsentRecord | None:
    """The consent this row brought; None when it is over, undone, or nobody is to be written to:
    whoever left knows of us, and is left alone."""
    person, batch = result.supporter, result.batch
    if person is None or batch.state != ImportBatch.State.DONE:
        return None
    if is_left_alone(site_id=person.site_id, canonical=person.email_canonical):
        return None
    live = person.subscriptions.filter(purpose=batch.purpose, state=Subscription.State.ACTIVE)
    if not live.exists():
        return None
    subjects = SubjectLink.objects.filter(supporter=person).values("subject")
    return ConsentRecord.objects.filter(
        subject__in=subjects, submission=batch.uuid, type=ConsentRecord.Type.IMPORTED
    ).first()


def stop(batch: ImportBatch, *, at: datetime) -> int:
    """Let nobody be told of a batch any more who was not yet; how many."""
    waiting = batch.results.filter(tell_at__isnull=False).update(tell_at=None)
    unsent = Outbox.objects.filter(import_result__batch=batch, state__in=UNSENT)
    return waiting + unsent.update(state=Outbox.State.UNWANTED, finished_at=at, leased_until=None)
