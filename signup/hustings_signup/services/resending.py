"""Sends the confirmation mail once more, within the limits of a mailbox."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hustings_signup import limits, mailbox, outbox
from hustings_signup.models import Hit, Submission
from hustings_signup.visits import Visit


@transaction.atomic
def resend(*, site_id: int, email: str, act: str, page_id: int, at: datetime | None = None) -> bool:
    """Queue the newest waiting confirmation of an address again; whether one was queued.

    The caller must answer the same either way (consent.md R5, R19).
    """
    at = at or timezone.now()
    box = mailbox.parse(email)
    submission = (
        Submission.objects.select_related("supporter")
        .filter(
            site_id=site_id,
            supporter__email_canonical=box.canonical,
            act=act,
            page_id=page_id,
            confirmed_at=None,
            expires_at__gt=at,
            held_reason="",
        )
        .order_by("-pk")
        .first()
    )
    if submission is None:
        return False
    verdict = limits.judge(
        folded=box.folded,
        is_verified=submission.supporter.email_verified_at is not None,
        act=f"{act}:{submission.act_ref}",
        visit=Visit(),
        at=at,
        resend=True,
    )
    suppressed = limits.is_suppressed(site_id=site_id, canonical=box.canonical, at=at)
    if not verdict.may_mail or suppressed:
        return False
    Hit.objects.bulk_create(verdict.hits)
    outbox.queue("confirm", supporter=submission.supporter, submission=submission, at=at)
    return True
