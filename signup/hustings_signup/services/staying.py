"""What a person answers when told that their data are about to end: one press, one record each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from hustings_signup import ledger, purposes
from hustings_signup.models import ConsentRecord, EndWarning, Notice, Subscription, Supporter

BEYOND = "updates.beyond"
Type = ConsentRecord.Type
State = Subscription.State


@transaction.atomic
def stay(*, supporter: Supporter, at: datetime | None = None) -> bool:
    """ "Stay on the list": `renewed` for what is active, under the words agreed to; dates of a
    yes that goes on are not moved. False when no warning waits for an answer."""
    at = at or timezone.now()
    supporter = Supporter.objects.locked(supporter.pk)
    if not _answer(supporter, EndWarning.Kind.INACTIVE, at):
        return False
    active = supporter.subscriptions.filter(state=State.ACTIVE).order_by("pk")
    ConsentRecord.objects.bulk_create(
        _record(supporter, row.purpose, Type.RENEWED, notice_sha256=row.notice_sha256, at=at)
        for row in active
    )
    return True


@transaction.atomic
def stay_in_touch(*, supporter: Supporter, notice: Notice, at: datetime | None = None) -> bool:
    """`given` for news after the vote, under the words shown; the same press twice changes
    nothing. False when it is too late, or was answered."""
    from hustings_signup.retention.letters import may_be_asked

    at = at or timezone.now()
    supporter = Supporter.objects.locked(supporter.pk)
    if not may_be_asked(supporter, at):
        return False
    _answer(supporter, EndWarning.Kind.AFTER_VOTE, at)
    label = ledger.sha256(notice.act_label)
    _record(
        supporter, BEYOND, Type.GIVEN, notice_sha256=notice.sha256, label_sha256=label, at=at
    ).save(force_insert=True)
    Subscription.objects.create(
        supporter=supporter,
        purpose=BEYOND,
        state=State.ACTIVE,
        since=at,
        notice_sha256=notice.sha256,
    )
    return True


def _answer(supporter: Supporter, kind: EndWarning.Kind, at: datetime) -> bool:
    waiting = EndWarning.objects.filter(supporter=supporter, kind=kind, answered_at=None)
    return bool(waiting.update(answered_at=at))


def _record(
    supporter: Supporter, purpose: str, kind: Type, *, at: datetime, **words: Any
) -> ConsentRecord:
    site = supporter.site
    return ledger.sealed_record(
        **words,
        site=site,
        site_name=f"{site.hostname}:{site.port}",
        subject=supporter.subject_link.subject,
        purpose=purpose,
        purpose_version=purposes.get(purpose).version,
        type=kind.value,
        occurred_at=at,
        actor=ConsentRecord.Actor.DATA_SUBJECT.value,
        channel=ConsentRecord.Channel.EMAIL_LINK.value,
        control=ConsentRecord.Control.BUTTON.value,
        source="retention",
        locale=supporter.locale,
    )
