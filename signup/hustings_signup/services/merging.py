"""Makes one person of two who are the same (consent.md R11). It only ever reduces consent (R9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from hustings_signup import keys, ledger, mailbox, personal_data, purposes
from hustings_signup.models import (
    ConsentEvidence,
    ConsentRecord,
    Link,
    Outbox,
    Submission,
    Subscription,
    Supporter,
    Suppression,
)
from hustings_signup.services import statements
from hustings_signup.services.indexing import index_people
from hustings_signup.services.statements import Statement

Type, State = ConsentRecord.Type, Subscription.State
#: Links whose press would speak for the mailbox that goes.
OF_THE_MAILBOX = ("confirm", "not_me")
PLACE = ("postcode", "town", "department")


class NotMergeable(ValueError):
    """Two sites, or the same person twice."""


@transaction.atomic
def merge(
    *,
    kept: Supporter,
    gone: Supporter,
    user: AbstractBaseUser | None = None,
    at: datetime | None = None,
) -> Supporter:
    """Move everything of `gone` to `kept` and delete `gone`, address included; returns `kept`.

    Per purpose the most recent explicit statement of both is kept; on a tie, and against any
    older yes, the no wins; a suppression of either ends everything. A yes belongs to the mailbox
    that said it: it passes on only where both addresses are one mailbox by its provider's
    aliases. NotMergeable for two sites or one person.
    """
    at = at or timezone.now()
    if kept.pk == gone.pk or kept.site_id != gone.site_id:
        raise NotMergeable
    # In one order, whoever is kept: two merges of the same pair never wait for each other.
    locked = {pk: Supporter.objects.locked(pk) for pk in sorted((kept.pk, gone.pk))}
    kept, gone = locked[kept.pk], locked[gone.pk]
    suppressions = _suppressions(kept, gone)
    carried = [] if suppressions else statements.carried(kept, gone)
    repeated = [_repeated(said, kept, at=at) for said in [*carried, *statements.acts_of(gone)]]
    ConsentRecord.objects.bulk_create(repeated)
    _follow(kept, repeated[: len(carried)], at=at)
    if suppressions:
        _suppress(kept, suppressions, at=at)
    _silence(gone, at=at)
    for holding in personal_data.registered():
        holding.merge(kept, gone)
    _fill_blanks(kept, gone)
    ConsentRecord.objects.bulk_create(_closed(gone, at=at))
    number = gone.pk
    gone.delete()
    log(instance=kept, action="hustings_signup.merge", user=user, data={"gone": number})
    return kept


def is_same_mailbox(one: Supporter, other: Supporter) -> bool:
    """Whether both addresses are one mailbox by the aliases of its provider."""
    folded = {mailbox.parse(person.email_canonical).folded for person in (one, other)}
    return len(folded) == 1


def _repeated(said: Statement, kept: Supporter, *, at: datetime) -> ConsentRecord:
    """The statement once more, for the subject that stays; `confirms` names the original.

    A no for a list names no form: it ends the purpose, whichever form began it.
    """
    record = said.record
    names = ("purpose", "purpose_version", "source", "page_path", "form_id", "form_version",
             "notice_sha256", "label_sha256", "locale")  # fmt: skip
    is_yes = said.is_yes
    return _record(
        kept,
        **{name: getattr(record, name) for name in names},
        submission=record.submission if is_yes or not said.is_list else None,
        type=Type.GIVEN.value if is_yes else Type.WITHDRAWN.value,
        occurred_at=at,
        actor=ConsentRecord.Actor.DATA_SUBJECT.value,
        confirms=record.uuid,
    )


def _record(person: Supporter, **fields: Any) -> ConsentRecord:
    site = person.site
    return ledger.sealed_record(
        site=site,
        site_name=f"{site.hostname}:{site.port}",
        subject=person.subject_link.subject,
        channel=ConsentRecord.Channel.ADMIN.value,
        **fields,
    )


def _follow(kept: Supporter, records: Iterable[ConsentRecord], *, at: datetime) -> None:
    """The subscriptions that follow from the records, as `rebuild_subscriptions` makes them."""
    for record in records:
        row, made = Subscription.objects.get_or_create(
            supporter=kept,
            purpose=record.purpose,
            defaults={
                "state": State.WITHDRAWN,
                "since": at,
                "notice_sha256": record.notice_sha256,
            },
        )
        if record.type == Type.GIVEN:
            row.since = row.since if row.state == State.ACTIVE else at
            row.state, row.notice_sha256 = State.ACTIVE, record.notice_sha256
        elif not made:
            row.state, row.since = State.WITHDRAWN, at
        row.save()


def _suppressions(*people: Supporter) -> list[Suppression]:
    hashes = [
        hashed
        for person in people
        for hashed in keys.keyed_hashes(person.email_canonical, context="suppression")
    ]
    return list(Suppression.objects.filter(site_id=people[0].site_id, mailbox_hash__in=hashes))


def _suppress(kept: Supporter, found: list[Suppression], *, at: datetime) -> None:
    """The mailbox that stays is left alone too, since the earliest of both; no list goes on."""
    from hustings_signup.services.withdrawing import withdraw

    withdraw(
        supporter=kept,
        channel=ConsentRecord.Channel.ADMIN,
        actor=ConsentRecord.Actor.SYSTEM,
        at=at,
    )
    known = keys.keyed_hashes(kept.email_canonical, context="suppression")
    if not any(row.mailbox_hash in known for row in found):
        latest = max(found, key=lambda row: row.created_at)
        Suppression.objects.create(
            site_id=kept.site_id,
            mailbox_hash=keys.keyed_hash(kept.email_canonical, context="suppression"),
            reason=latest.reason,
            created_at=latest.created_at,
        )


def _silence(gone: Supporter, *, at: datetime) -> None:
    """What waits for the mailbox that goes ends; its "stop the news" link goes on working."""
    unsent = (*Outbox.WAITING, Outbox.State.DEAD)
    Outbox.objects.filter(supporter=gone, state__in=unsent).update(
        state=Outbox.State.UNWANTED, finished_at=at, leased_until=None
    )
    sent = Submission.objects.filter(supporter=gone)
    sent.filter(confirmed_at=None, expires_at__gt=at).update(expires_at=at)
    Link.objects.filter(supporter=gone, kind__in=OF_THE_MAILBOX).delete()
    confirmed = sent.filter(confirmed_at__isnull=False).order_by("-pk").first()
    if confirmed:
        Link.objects.filter(supporter=gone, kind="unsubscribe", submission=None).update(
            submission=confirmed
        )
    # It holds the address as typed.
    ConsentEvidence.objects.filter(subject=gone.subject_link.subject).delete()


def _fill_blanks(kept: Supporter, gone: Supporter) -> None:
    for name in ("given_name", "family_name"):
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
    if not kept.postcode:
        for name in PLACE:
            setattr(kept, name, getattr(gone, name))
    kept.created_at = min(kept.created_at, gone.created_at)
    kept.save()
    index_people([kept])


def _closed(gone: Supporter, *, at: datetime) -> list[ConsentRecord]:
    """`erased` for the subject that goes, once per purpose it ever spoke of."""
    told = ConsentRecord.objects.filter(subject=gone.subject_link.subject).order_by("purpose")
    return [
        _record(
            gone,
            purpose=purpose,
            purpose_version=purposes.version_of(purpose),
            type=Type.ERASED.value,
            occurred_at=at,
            actor=ConsentRecord.Actor.STAFF.value,
            source="merge",
            locale=gone.locale,
        )
        for purpose in told.values_list("purpose", flat=True).distinct()
    ]
