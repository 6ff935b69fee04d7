"""Signing up by a page of this plugin, with the number of a volunteer who gives one."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from hustings_signup.models import Submission, VolunteerPhone
from hustings_signup.phones import PURPOSE
from hustings_signup.services.submitting import submit


@transaction.atomic
def sign_up(*, phone: str = "", at: datetime | None = None, **about: Any) -> Submission:
    """As `submit`; a volunteer's number waits beside the form until that form is confirmed."""
    at = at or timezone.now()
    submission = submit(at=at, **about)
    if phone and submission.act == PURPOSE:
        VolunteerPhone.objects.create(
            supporter_id=submission.supporter_id,
            submission=submission,
            number=phone,
            created_at=at,
        )
    return submission
