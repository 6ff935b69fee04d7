"""One press on a thank-you page: a further act, asked for and given at once (consent.md R3)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from hustings_signup import acts, further, keys, limits
from hustings_signup.models import ConsentRecord, Notice, Submission, Supporter
from hustings_signup.services.confirming import confirm
from hustings_signup.visits import Visit


@transaction.atomic
def go_on(
    *, after: uuid.UUID, page: Any, notice: Notice, visit: Visit, at: datetime | None = None
) -> Submission | None:
    """Take the act of a page for whoever confirmed the submission `after` within the last thirty
    minutes: `requested` and `given` in one transaction, no other purpose, no mail to confirm.

    None, and nothing written, when it was done, pressed or taken back already, for whoever is
    erased or asked to be left alone, and beyond the acts of a day (R19). What is held stays held.
    The caller's answer must not depend on what is returned (R5). NotConfirmable when too late.
    """
    at = at or timezone.now()
    submission = Submission.objects.filter(uuid=after, site=notice.site_id).first()
    # The person first, as in every service: two presses come one after the other.
    if submission is None or not _lock(submission):
        return None
    person = further.person_of(submission, at)
    if person is None or not further.is_enough(page, person):
        return None
    act = acts.get(page.act)
    press = uuid.uuid5(submission.uuid, f"{page.act} {page.translation_key}")
    hashes = keys.keyed_hashes(person.mailbox.folded, context="duplicate")
    if (
        Submission.objects.filter(uuid=press).exists()
        or act.has_decided(page, hashes)
        or not limits.may_act_again(folded=person.mailbox.folded, at=at)
    ):
        return None
    taken = act.take(page=page, person=person, notice=notice, visit=visit, press=press, at=at)
    if taken.is_held:
        return taken
    return confirm(submission=taken, at=at, channel=ConsentRecord.Channel.WEB_FORM)


def _lock(submission: Submission) -> bool:
    try:
        Supporter.objects.locked(submission.supporter_id)
    except Supporter.DoesNotExist:  # erased in this very moment
        return False
    return True
