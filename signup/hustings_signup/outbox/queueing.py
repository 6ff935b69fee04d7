"""Writing wishes: in the transaction that wants the mail."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from hustings_signup.models import Outbox, Submission, Supporter

State = Outbox.State


def queue(
    kind: str,
    *,
    supporter: Supporter,
    submission: Submission | None = None,
    at: datetime | None = None,
    already_sent: bool = False,
) -> Outbox:
    """Write the wish for one mail; its task is enqueued in the same transaction.

    `already_sent` records a mail without sending it (people of the demonstration).
    """
    at = at or timezone.now()
    row = Outbox(
        site_id=supporter.site_id,
        kind=kind,
        supporter=supporter,
        submission=submission,
        created_at=at,
        due_at=at,
        state=State.DONE if already_sent else State.QUEUED,
        finished_at=at if already_sent else None,
    )
    return _store(row, with_task=not already_sent)


def queue_for_staff(kind: str, *, site_id: int, account: User | None = None) -> Outbox:
    """Write the wish for a mail to the campaign itself or to one of its staff; its kind begins
    with `staff.`, and its builder names the recipient."""
    at = timezone.now()
    row = Outbox(site_id=site_id, kind=kind, account=account, created_at=at, due_at=at)
    return _store(row, with_task=True)


def _store(row: Outbox, *, with_task: bool) -> Outbox:
    from hustings_signup.tasks import deliver

    row.save(force_insert=True)
    if with_task:
        deliver.enqueue(row.pk)
    return row
