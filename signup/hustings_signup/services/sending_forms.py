"""Sends the form to an address that was told to staff, so that no private list grows (R9)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from hustings_signup import keys, limits, outbox
from hustings_signup.mailbox import Mailbox
from hustings_signup.models import Hit, Outbox, SentForm, Supporter, Suppression
from hustings_signup.visits import Visit

KIND = "staff.sent_form"
ADDRESS = "sent-form-address"


@transaction.atomic
def send_form(*, page: Any, mailbox: Mailbox, at: datetime | None = None) -> Outbox | None:
    """Queue one mail with a link to the form of a page; None when the mailbox may not be written
    to. The caller must answer the same either way.

    Nothing enters the list. The address is kept sealed until the mail was sent. Limits of a
    mailbox hold as for any form (consent.md R19); whoever asked to be left alone is.
    """
    at = at or timezone.now()
    site = page.get_site()
    hashes = keys.keyed_hashes(mailbox.canonical, context="suppression")
    if Suppression.objects.filter(site=site, mailbox_hash__in=hashes).exists():
        return None
    known = Supporter.objects.filter(site=site, email_canonical=mailbox.canonical)
    verdict = limits.judge(
        folded=mailbox.folded,
        is_verified=known.filter(email_verified_at__isnull=False).exists(),
        act=f"form:{page.translation_key}",
        visit=Visit(),
        at=at,
    )
    if not verdict.may_mail:
        return None
    Hit.objects.bulk_create(verdict.hits)
    row = outbox.queue_for_staff(KIND, site_id=site.pk)
    SentForm.objects.create(
        outbox=row,
        page_id=page.pk,
        sealed_address=keys.seal(mailbox.typed, context=ADDRESS),
        created_at=at,
    )
    return row


@transaction.atomic
def refuse_forms(*, site_id: int, mailbox: Mailbox, at: datetime | None = None) -> None:
    """ "This was not me": no form is sent to this mailbox by staff any more."""
    Suppression.objects.update_or_create(
        site_id=site_id,
        mailbox_hash=keys.keyed_hash(mailbox.canonical, context="suppression"),
        defaults={"reason": Suppression.Reason.NOT_ME, "created_at": at or timezone.now()},
    )
