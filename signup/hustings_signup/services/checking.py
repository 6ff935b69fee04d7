"""What follows from the answer about a captcha: the form goes on, or waits for the team."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hustings_signup import captchas, limits
from hustings_signup.models import CaptchaCheck, Submission
from hustings_signup.recaptcha import Outcome, ask
from hustings_signup.services.releasing import release

#: Google's tokens are good for two minutes; one that waited longer is not asked about.
TOKEN_LASTS = timedelta(minutes=2)
REASONS = {Outcome.REFUSED: captchas.FAILED, Outcome.AWAY: captchas.AWAY}


def check_captcha(check_id: int) -> str:
    """Ask, outside of any transaction, then settle; what came of it, for the worker's log."""
    check = CaptchaCheck.objects.filter(pk=check_id).first()
    if check is None:
        return "settled before"
    is_late = timezone.now() > check.created_at + TOKEN_LASTS
    outcome = Outcome.AWAY if is_late else ask(check.token)
    settle_captcha(check_id=check_id, outcome=outcome)
    return outcome.value


@transaction.atomic
def settle_captcha(*, check_id: int, outcome: Outcome, at: datetime | None = None) -> bool:
    """Release the form, or leave it held with the reason; False when that was done before."""
    at = at or timezone.now()
    check = CaptchaCheck.objects.select_related("submission__supporter").filter(pk=check_id).first()
    # Whoever deletes the row settles it: a second worker finds none.
    if check is None or not CaptchaCheck.objects.filter(pk=check_id).delete()[0]:
        return False
    submission = check.submission
    if outcome is not Outcome.PASSED:
        held = Submission.objects.filter(pk=submission.pk, held_reason=captchas.WAITS)
        held.update(held_reason=REASONS[outcome])
        return True
    person = submission.supporter
    suppressed = limits.is_suppressed(
        site_id=submission.site_id, canonical=person.email_canonical, at=at
    )
    release(submission=submission, at=at, send_mail=check.may_mail and not suppressed)
    return True


def settle_forgotten(*, at: datetime | None = None) -> int:
    """Hand what no worker took within twenty seconds to one again, and settle what is too old to
    be asked about as unanswered, so that no token stays; returns how many."""
    from hustings_signup.tasks import verify_captcha

    now = at or timezone.now()
    waiting = CaptchaCheck.objects.filter(created_at__lt=now - timedelta(seconds=20))
    found = list(waiting.order_by("pk").values_list("pk", "created_at")[:200])
    for check_id, created_at in found:
        if now > created_at + TOKEN_LASTS:
            settle_captcha(check_id=check_id, outcome=Outcome.AWAY, at=now)
        else:
            verify_captcha.enqueue(check_id)
    return len(found)
