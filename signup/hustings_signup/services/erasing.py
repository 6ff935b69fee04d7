"""Erases a person from everything but the counts and the records, which point to nobody then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from hustings_signup import keys, ledger, limits, mailbox, personal_data, purposes
from hustings_signup.erasure import journal, recalls
from hustings_signup.models import (
    AddressChange,
    ConsentRecord,
    Hit,
    SubjectLink,
    Supporter,
    Suppression,
)
from hustings_signup.services.withdrawing import withdraw


class Reason(StrEnum):
    """Why; it stands in the source of the records `erased`."""

    REQUEST = "request"
    UNDERAGE = "underage"
    REAPPLIED = "reapplied"
    RETENTION = "retention"
    IMPORT = "import"


#: Nobody asked to be left alone: the mailbox may be written to when its holder asks again.
UNASKED = {Reason.RETENTION, Reason.IMPORT}


@transaction.atomic
def erase(
    *, supporter: Supporter, reason: str, actor: str, channel: str, at: datetime | None = None
) -> None:
    """Remove a person from every table (consent.md R12); public counts stay. Repeating it
    changes nothing.

    What stays: records that point to nobody, and, unless the person's time was merely over, a
    keyed hash that refuses an import. OSError when the journal cannot be written: nothing is
    erased then.
    """
    at = at or timezone.now()
    if not Supporter.objects.filter(pk=supporter.pk).exists():
        return
    supporter = Supporter.objects.locked(supporter.pk)
    is_asked = reason not in UNASKED
    if is_asked:
        withdraw(supporter=supporter, channel=channel, actor=actor, at=at)
    ConsentRecord.objects.bulk_create(
        _records(supporter, reason=reason, actor=actor, channel=channel, at=at)
    )
    for holding in personal_data.registered():
        holding.erase(supporter, at)
    recalls.recall(supporter, at=at)
    if is_asked:  # else whoever never confirms could be sent six mails a week for ever (R19)
        _forget_hits(supporter)
    hashed = keys.keyed_hash(supporter.email_canonical, context="suppression")
    if is_asked:
        _leave_alone(supporter, hashed, at=at)
    site = supporter.site
    supporter.delete()
    if is_asked and reason != Reason.REAPPLIED:
        name = f"{site.hostname}:{site.port}"
        journal.append(site=site.pk, site_name=name, mailbox_hash=hashed, at=at)


def _records(
    supporter: Supporter, *, reason: str, actor: str, channel: str, at: datetime
) -> Iterator[ConsentRecord]:
    """`erased`, once per purpose that was ever spoken of."""
    site = supporter.site
    subjects = SubjectLink.objects.filter(supporter=supporter).order_by("pk")
    for subject in list(subjects.values_list("subject", flat=True)):
        told = ConsentRecord.objects.filter(subject=subject).order_by("purpose")
        for purpose in list(told.values_list("purpose", flat=True).distinct()):
            yield ledger.sealed_record(
                site=site,
                site_name=f"{site.hostname}:{site.port}",
                subject=subject,
                purpose=purpose,
                purpose_version=purposes.version_of(purpose),
                type=ConsentRecord.Type.ERASED.value,
                occurred_at=at,
                actor=str(actor),
                channel=str(channel),
                source=f"erasure:{reason}",
                locale=supporter.locale,
            )


def _forget_hits(supporter: Supporter) -> None:
    """Counters hold keyed hashes, which may stand only in ledger and suppression."""
    change = AddressChange.objects.filter(supporter=supporter).first()
    addresses = {supporter.email_canonical, *((change.email_canonical,) if change else ())}
    hashes = [
        hashed
        for address in addresses
        for context in limits.MAILBOX_CONTEXTS
        for hashed in keys.keyed_hashes(mailbox.parse(address).folded, context=context)
    ]
    Hit.objects.filter(key_hash__in=hashes).delete()


def _leave_alone(supporter: Supporter, hashed: str, *, at: datetime) -> None:
    older = keys.keyed_hashes(supporter.email_canonical, context="suppression")
    Suppression.objects.filter(site_id=supporter.site_id, mailbox_hash__in=older).delete()
    Suppression.objects.create(
        site_id=supporter.site_id,
        mailbox_hash=hashed,
        reason=Suppression.Reason.ERASED,
        created_at=at,
    )
