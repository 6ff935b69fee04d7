"""Staff release a submission that was held silently; the person still has to confirm it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hustings_signup import outbox
from hustings_signup.models import ConsentRecord, Submission, Supporter
from hustings_signup.services.submitting import CONFIRM_WITHIN, mark_pending


@transaction.atomic
def release(*, submission: Submission, at: datetime | None = None, send_mail: bool = True) -> bool:
    """Queue the confirmation mail and start its seven days; False when it was not held.

    `send_mail` is for a form that a guard let pass: its mailbox may have no mail left (R19).
    """
    at = at or timezone.now()
    supporter = Supporter.objects.locked(submission.supporter_id)
    released = (
        Submission.objects.filter(pk=submission.pk)
        .exclude(held_reason="")
        .update(held_reason="", expires_at=at + CONFIRM_WITHIN)
    )
    if released:
        submission.refresh_from_db()
        asked = ConsentRecord.objects.filter(
            submission=submission.uuid, type=ConsentRecord.Type.REQUESTED
        )
        mark_pending(
            supporter,
            asked.order_by("pk").values_list("purpose", flat=True),
            notice_sha256=submission.notice_sha256,
            at=at,
        )
        if send_mail:
            outbox.queue("confirm", supporter=supporter, submission=submission, at=at)
    return bool(released)
