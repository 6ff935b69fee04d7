"""Withdrawing a consent, and disowning a submission that somebody else sent."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hustings_signup import keys, ledger, purposes
from hustings_signup.models import (
    ConsentRecord,
    Notice,
    Submission,
    Subscription,
    Supporter,
    Suppression,
    VolunteerPhone,
)

Type = ConsentRecord.Type
#: What the withdrawal of an act repeats of the consent it ends.
REPEATED = (
    "site_name",
    "subject",
    "purpose",
    "purpose_version",
    "source",
    "submission",
    "notice_sha256",
    "label_sha256",
    "locale",
)


@transaction.atomic
def withdraw(
    *,
    supporter: Supporter,
    purpose_keys: Iterable[str] | None = None,
    channel: str = ConsentRecord.Channel.EMAIL_LINK,
    actor: str = ConsentRecord.Actor.DATA_SUBJECT,
    at: datetime | None = None,
) -> list[str]:
    """End the live or pending subscriptions named (default: all); returns the purposes ended.

    From this commit on no mail of that purpose starts, even one queued earlier: the worker
    reads the state when it sends (consent.md R8). Repeating it changes nothing.
    """
    at = at or timezone.now()
    supporter = Supporter.objects.locked(supporter.pk)
    live = supporter.subscriptions.filter(
        state__in=[Subscription.State.ACTIVE, Subscription.State.PENDING]
    )
    if purpose_keys is not None:
        live = live.filter(purpose__in=list(purpose_keys))
    rows = list(live)
    records = [
        _statement(supporter, row, Type.WITHDRAWN, channel=channel, actor=actor, at=at)
        for row in rows
    ]
    ConsentRecord.objects.bulk_create(records)
    ended = [row.purpose for row in rows]
    supporter.subscriptions.filter(purpose__in=ended).update(
        state=Subscription.State.WITHDRAWN, since=at
    )
    if "volunteer.contact" in ended:  # what a number was given for is over
        VolunteerPhone.objects.filter(supporter=supporter).delete()
    return ended


def record_act_withdrawn(
    given: ConsentRecord,
    *,
    at: datetime,
    actor: str = ConsentRecord.Actor.DATA_SUBJECT,
    channel: str = ConsentRecord.Channel.EMAIL_LINK,
) -> ConsentRecord:
    """Append `withdrawn` for one act that was confirmed (a signature, a registration): for the
    very statement given, each undone alone (R3). Inside the caller's transaction."""
    repeated = {name: getattr(given, name) for name in REPEATED}
    record = ledger.sealed_record(
        **repeated,
        site_id=given.site_id,
        type=Type.WITHDRAWN.value,
        occurred_at=at,
        actor=str(actor),
        channel=str(channel),
        control=ConsentRecord.Control.BUTTON.value,
    )
    record.save(force_insert=True)
    return record


@transaction.atomic
def disown(*, submission: Submission, at: datetime | None = None) -> None:
    """ "This wasn't me": everything unconfirmed of this mailbox ends and the mailbox is left
    alone. What its holder confirmed earlier stays; that has its own link to stop."""
    at = at or timezone.now()
    supporter = Supporter.objects.locked(submission.supporter_id)
    Submission.objects.filter(supporter=supporter, confirmed_at=None).filter(
        Q(expires_at__gt=at)
    ).update(expires_at=at)
    pending = list(supporter.subscriptions.filter(state=Subscription.State.PENDING))
    ConsentRecord.objects.bulk_create(
        _statement(
            supporter,
            row,
            Type.REFUSED,
            channel=ConsentRecord.Channel.EMAIL_LINK,
            actor=ConsentRecord.Actor.DATA_SUBJECT,
            at=at,
        )
        for row in pending
    )
    supporter.subscriptions.filter(pk__in=[row.pk for row in pending]).update(
        state=Subscription.State.SUPPRESSED, since=at
    )
    Suppression.objects.update_or_create(
        site_id=supporter.site_id,
        mailbox_hash=keys.keyed_hash(supporter.email_canonical, context="suppression"),
        defaults={"reason": Suppression.Reason.NOT_ME, "created_at": at},
    )


def _statement(
    supporter: Supporter,
    row: Subscription,
    kind: Type,
    *,
    channel: str,
    actor: str,
    at: datetime,
) -> ConsentRecord:
    site = supporter.site
    notice = Notice.objects.filter(sha256=row.notice_sha256).first()
    control = (
        ConsentRecord.Control.ONE_CLICK
        if channel == ConsentRecord.Channel.ONE_CLICK
        else ConsentRecord.Control.BUTTON
    )
    return ledger.sealed_record(
        site=site,
        site_name=f"{site.hostname}:{site.port}",
        subject=supporter.subject_link.subject,
        purpose=row.purpose,
        purpose_version=purposes.get(row.purpose).version,
        type=kind.value,
        occurred_at=at,
        actor=str(actor),
        channel=str(channel),
        notice_sha256=row.notice_sha256,
        label_sha256=ledger.sha256(notice.label_for(row.purpose)) if notice else "",
        locale=supporter.locale,
        control=control.value,
    )
