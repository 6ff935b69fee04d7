"""Staff release a submission that was held silently; the person still has to confirm it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hustings_signup import outbox
from hustings_signup.models import Submission
from hustings_signup.services.submitting import CONFIRM_WITHIN


@transaction.atomic
def release(*, submission: Submission, at: datetime | None = None) -> bool:
    """Queue the confirmation mail and start its seven days; False when it was not held."""
    at = at or timezone.now()
    released = (
        Submission.objects.filter(pk=submission.pk)
        .exclude(held_reason="")
        .update(held_reason="", expires_at=at + CONFIRM_WITHIN)
    )
    if released:
        submission.refresh_from_db()
        outbox.queue("confirm", supporter=submission.supporter, submission=submission, at=at)
    return bool(released)
