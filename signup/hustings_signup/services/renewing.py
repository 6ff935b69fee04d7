"""Asks people whether they agree to changed words, and records what they answer."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hustings_signup import ledger, purposes, renewal
from hustings_signup.models import (
    ConsentRecord,
    Notice,
    Outbox,
    RenewalRequest,
    Subscription,
    Supporter,
)

BATCH = 500
Type = ConsentRecord.Type


@transaction.atomic
def ask_again(*, notice: Notice, at: datetime | None = None) -> int:
    """Queue one mail for each person the version concerns who was not asked yet; how many.

    The mails are found and sent by `outbox.requeue_due`, 500 in half a minute: everybody asked
    at once would look like an attack to mail providers.
    """
    at = at or timezone.now()
    people = list(renewal.unasked(notice).order_by("pk").values_list("pk", flat=True))
    # One row per person and version: a second press at the same moment fails as a whole.
    RenewalRequest.objects.bulk_create(
        (RenewalRequest(notice=notice, supporter_id=pk, asked_at=at) for pk in people),
        batch_size=BATCH,
    )
    Outbox.objects.bulk_create(
        (
            Outbox(
                site_id=notice.site_id,
                kind="renew",
                supporter_id=pk,
                created_at=at,
                due_at=at,
            )
            for pk in people
        ),
        batch_size=BATCH,
    )
    return len(people)


@transaction.atomic
def renew(
    *, supporter: Supporter, ticked: Collection[str], at: datetime | None = None
) -> list[str]:
    """Record one answer per purpose that is owed: `renewed` (or `given`, for a new one) where it
    was ticked, `not_given` where it was left empty (R2); the purposes renewed.

    An empty box withdraws nothing: the earlier yes stays, for the earlier words.
    """
    at = at or timezone.now()
    supporter = Supporter.objects.locked(supporter.pk)
    active = set(
        supporter.subscriptions.filter(state=Subscription.State.ACTIVE).values_list(
            "purpose", flat=True
        )
    )
    owed = renewal.offers(supporter)
    records = []
    for offer in owed:
        if offer.purpose not in ticked:
            kind = Type.NOT_GIVEN
        else:
            kind = Type.RENEWED if offer.purpose in active else Type.GIVEN
            _activate(supporter, offer, at=at)
        records.append(_answer(supporter, offer, kind, at=at))
    ConsentRecord.objects.bulk_create(records)
    return [offer.purpose for offer in owed if offer.purpose in ticked]


def _answer(
    supporter: Supporter, offer: renewal.Offer, kind: Type, *, at: datetime
) -> ConsentRecord:
    site = supporter.site
    return ledger.sealed_record(
        site=site,
        site_name=f"{site.hostname}:{site.port}",
        subject=supporter.subject_link.subject,
        purpose=offer.purpose,
        purpose_version=purposes.get(offer.purpose).version,
        type=kind.value,
        occurred_at=at,
        actor=ConsentRecord.Actor.DATA_SUBJECT.value,
        channel=ConsentRecord.Channel.EMAIL_LINK.value,
        source="renewal",
        notice_sha256=offer.notice.sha256,
        label_sha256=ledger.sha256(offer.label),
        locale=offer.notice.locale,
        control=ConsentRecord.Control.UNTICKED_BOX.value,
    )


def _activate(supporter: Supporter, offer: renewal.Offer, *, at: datetime) -> None:
    """The date of a yes that goes on is not moved."""
    row, _made = Subscription.objects.get_or_create(
        supporter=supporter,
        purpose=offer.purpose,
        defaults={"state": Subscription.State.PENDING, "since": at},
    )
    if row.state != Subscription.State.ACTIVE:
        row.since = at
    row.state = Subscription.State.ACTIVE
    row.notice_sha256 = offer.notice.sha256
    row.save()
