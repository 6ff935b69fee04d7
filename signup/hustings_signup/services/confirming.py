"""One press establishes what was asked for in one submission (consent.md R3), and no more."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hustings_signup import acts, keys, ledger, links, outbox, purposes
from hustings_signup.models import (
    ConsentRecord,
    Submission,
    Subscription,
    Supporter,
    Suppression,
)
from hustings_signup.services.indexing import index_people

Type, Control = ConsentRecord.Type, ConsentRecord.Control


class NotConfirmable(Exception):
    """Expired, held, or disowned: `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_confirmable(submission: Submission, at: datetime) -> bool:
    """Whether a press would still count: not held, not over, not disowned."""
    return not submission.is_held and submission.expires_at > at


@transaction.atomic
def confirm(
    *,
    submission: Submission,
    only_act: bool = False,
    at: datetime | None = None,
    send_mail: bool = True,
    channel: str = ConsentRecord.Channel.EMAIL_LINK,
) -> Submission:
    """Write `given` for the act and each ticked box; NotConfirmable when it is too late.

    `only_act` is the smaller button: the ticked boxes are recorded as not given. `channel` is
    where it was pressed. Confirming twice changes nothing, the date included.
    """
    at = at or timezone.now()
    if submission.is_held:
        raise NotConfirmable("held")
    if submission.confirmed_at is None and submission.expires_at <= at:
        raise NotConfirmable("expired")
    # Always the person first, then the rest: the same order in every service, so no deadlock.
    supporter = Supporter.objects.locked(submission.supporter_id)
    claimed = Submission.objects.filter(pk=submission.pk, confirmed_at=None).update(confirmed_at=at)
    if not claimed:
        submission.refresh_from_db()
        return submission
    submission.confirmed_at = at
    requested = list(
        ConsentRecord.objects.filter(submission=submission.uuid, type=Type.REQUESTED).order_by("pk")
    )
    given = [r for r in requested if not only_act or r.purpose == submission.act]
    left_out = [r for r in requested if r not in given]
    ConsentRecord.objects.bulk_create(
        [_answer(record, Type.GIVEN, channel=channel, at=at) for record in given]
        + [_answer(record, Type.NOT_GIVEN, channel=channel, at=at) for record in left_out]
    )
    _verify(supporter, submission, at=at)
    _activate(supporter, given, at=at)
    _end_pending(supporter, left_out, at=at)
    acts.get(submission.act).confirm(submission, at)
    links.make(kind="unsubscribe", supporter=supporter)
    outbox.queue(
        "confirmed",
        supporter=supporter,
        submission=submission,
        at=at,
        already_sent=not send_mail,
    )
    return submission


def _answer(
    asked: ConsentRecord,
    kind: ConsentRecord.Type,
    *,
    at: datetime,
    channel: str = ConsentRecord.Channel.EMAIL_LINK,
) -> ConsentRecord:
    kept = (
        "site_name",
        "subject",
        "purpose",
        "purpose_version",
        "source",
        "page_path",
        "form_id",
        "form_version",
        "submission",
        "notice_sha256",
        "label_sha256",
        "locale",
        "submission_commitment",
    )
    return ledger.sealed_record(
        **{name: getattr(asked, name) for name in kept},
        site_id=asked.site_id,
        type=kind.value,
        occurred_at=at,
        actor=ConsentRecord.Actor.DATA_SUBJECT.value,
        channel=str(channel),
        control=Control.BUTTON.value,
        confirms=asked.uuid,
    )


def _verify(supporter: Supporter, submission: Submission, *, at: datetime) -> None:
    """The mailbox is verified; what was typed becomes what we know of the person."""
    supporter.email_verified_at = supporter.email_verified_at or at
    supporter.locale = submission.locale
    for name in ("given_name", "family_name"):
        if getattr(submission, name):
            setattr(supporter, name, getattr(submission, name))
    if submission.postcode:
        supporter.postcode = submission.postcode
        supporter.town, supporter.department = submission.town, submission.department
    supporter.save()
    index_people([supporter])
    # Only the holder's own new, confirmed opt-in ends a suppression (consent.md, States).
    Suppression.objects.filter(
        site_id=submission.site_id,
        mailbox_hash__in=keys.keyed_hashes(supporter.email_canonical, context="suppression"),
        created_at__lt=submission.created_at,
    ).delete()


def _activate(supporter: Supporter, given: Iterable[ConsentRecord], *, at: datetime) -> None:
    for record in given:
        if not purposes.get(record.purpose).is_list:
            continue
        row, _made = Subscription.objects.get_or_create(
            supporter=supporter,
            purpose=record.purpose,
            defaults={"state": Subscription.State.PENDING, "since": at},
        )
        if row.state != Subscription.State.ACTIVE:
            row.since = at
        row.state = Subscription.State.ACTIVE
        row.notice_sha256 = record.notice_sha256
        row.save()


def _end_pending(supporter: Supporter, records: Iterable[ConsentRecord], *, at: datetime) -> None:
    supporter.subscriptions.filter(
        purpose__in=[record.purpose for record in records], state=Subscription.State.PENDING
    ).update(state=Subscription.State.EXPIRED, since=at)
