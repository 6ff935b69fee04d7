"""Requests of people who write or call about their data: taken in, answered within a month, or
within three when the person is told within the first why (GDPR art. 12(3))."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import Site

from hustings_signup import limits, mailbox, outbox
from hustings_signup.models import DataRequest, Supporter
from hustings_signup.models.requests import FURTHER_MONTHS, MONTHS, months_after

#: The kind of mail that tells the person.
EXTENDED = "request.extended"


class MailboxFull(Exception):
    """As many mails about their rights as a mailbox gets in a day went to it (R19)."""


@transaction.atomic
def receive_request(
    *,
    site: Site,
    kind: str,
    channel: str,
    received_on: date,
    supporter: Supporter | None = None,
    note: str = "",
) -> tuple[DataRequest, bool]:
    """Write it down; the answer is due one month after it came (GDPR art. 12(3)).

    The request, and whether it is new: the same thing noted twice is one open request.
    """
    return DataRequest.objects.get_or_create(
        site=site,
        kind=kind,
        channel=channel,
        received_on=received_on,
        supporter=supporter,
        note=note,
        state=DataRequest.State.OPEN,
        extended_at=None,
        defaults={"due_on": months_after(received_on, MONTHS)},
    )


def answer_request(
    *, request: DataRequest, state: str, note: str, at: datetime | None = None
) -> bool:
    """Close an open one as answered or refused; False when it was closed already."""
    at = at or timezone.now()
    return bool(
        DataRequest.objects.filter(pk=request.pk, state=DataRequest.State.OPEN).update(
            state=state, note=note, closed_at=at
        )
    )


def why_not_extended(request: DataRequest, *, today: date) -> str:
    """What stands in the way of two further months, in the reader's language; "" for nothing."""
    if request.state != DataRequest.State.OPEN:
        return gettext("It was closed already.")
    if request.extended_at is not None:
        return gettext("It was extended already; the law allows it once.")
    if request.due_on < today:
        return gettext("The first month is over: the law allows no extension any more.")
    return ""


@transaction.atomic
def extend_request(
    *, request: DataRequest, reason: str, is_told: bool = False, at: datetime | None = None
) -> bool:
    """Two further months, once, within the first; the person is told why by mail, or `is_told`
    by whoever extends. False when it may not be extended; MailboxFull leaves all as it was;
    ValueError without a reason, or when nobody told a person we have no address of."""
    at = at or timezone.now()
    if not reason.strip():
        raise ValueError("An extension needs its reason.")
    supporter = request.supporter
    if supporter is None and not is_told:
        raise ValueError("Whom we cannot write to is told by whoever extends.")
    told = DataRequest.Told.STAFF if is_told else DataRequest.Told.MAIL
    extended = DataRequest.objects.filter(
        pk=request.pk,
        state=DataRequest.State.OPEN,
        extended_at=None,
        due_on__gte=timezone.localdate(at),
    ).update(
        due_on=months_after(request.received_on, MONTHS + FURTHER_MONTHS),
        extended_at=at,
        extension_reason=reason.strip(),
        extension_told=told,
    )
    if extended and supporter is not None and not is_told:
        box = mailbox.parse(supporter.email_canonical)
        if not limits.allow_rights_mail(folded=box.folded, at=at):
            raise MailboxFull
        outbox.queue(EXTENDED, supporter=supporter, at=at)
    return bool(extended)


def overdue(site_ids: list[int] | frozenset[int], *, today: date) -> QuerySet[DataRequest]:
    """Open ones whose time is over."""
    return DataRequest.objects.filter(
        site__in=site_ids, state=DataRequest.State.OPEN, due_on__lt=today
    )
