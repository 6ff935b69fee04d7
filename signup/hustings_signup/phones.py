"""Telephone numbers of volunteers: how one is taken, and who may be called."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Site

from hustings_signup import grounds, keys
from hustings_signup.models import (
    ExportRecord,
    Subscription,
    Supporter,
    Suppression,
    VolunteerPhone,
)

PURPOSE = "volunteer.contact"
#: As in E.164: a country code and up to 15 digits; people write spaces, dots and brackets.
SHAPE = re.compile(r"\+?[0-9 ().\-/]{6,29}")
DIGITS = range(6, 16)
#: People on one printed list: more are called by nobody in one evening.
LIMIT = 500
#: How a printed page stands among the exports.
PRINTED = "page"


@dataclass(frozen=True)
class Callee:
    """One line of the list."""

    person: Supporter
    number: str
    since: datetime


def clean_number(raw: str) -> str:
    """The number as typed, single spaces; ValueError when it is none. "" stays ""."""
    number = " ".join(raw.split())
    if number and not (SHAPE.fullmatch(number) and sum(c.isdigit() for c in number) in DIGITS):
        raise ValueError(number)
    return number


def callees(*, site: Site, department: str = "") -> list[Callee]:
    """Volunteers of a site who gave a number and may be called now, by place and name.

    Their consent to be contacted as a volunteer is in force in the ledger too, the form with the
    number was confirmed (or an import proved it), and the mailbox was not to be left alone.
    """
    rows = VolunteerPhone.objects.filter(
        Q(submission=None) | Q(submission__confirmed_at__isnull=False),
        supporter__site=site,
        supporter__subscriptions__purpose=PURPOSE,
        supporter__subscriptions__state=Subscription.State.ACTIVE,
    )
    if department:
        rows = rows.filter(supporter__department=department)
    newest = {row.supporter_id: row for row in rows.select_related("supporter").order_by("pk")}
    refused = grounds.without_ground(list(newest)) | _left_alone(site, newest)
    found = [
        Callee(row.supporter, row.number, row.created_at)
        for pk, row in newest.items()
        if pk not in refused
    ]
    found.sort(key=lambda c: (c.person.department, c.person.town, c.person.family_name.casefold()))
    return found[:LIMIT]


def _left_alone(site: Site, rows: dict[int, VolunteerPhone]) -> set[int]:
    hashes = {
        hashed: pk
        for pk, row in rows.items()
        for hashed in keys.keyed_hashes(row.supporter.email_canonical, context="suppression")
    }
    found = Suppression.objects.filter(site=site, mailbox_hash__in=list(hashes))
    return {hashes[hashed] for hashed in found.values_list("mailbox_hash", flat=True)}


def printed(
    *, site: Site, user: User, purpose_text: str, department: str, count: int
) -> ExportRecord:
    """The audit row of a printed list, like that of a file (consent.md R17)."""
    now = timezone.now()
    return ExportRecord.objects.create(
        site=site,
        user=user,
        user_name=user.get_username(),
        purpose_text=purpose_text,
        format=PRINTED,
        columns=["given_name", "family_name", "phone", "postcode", "town"],
        filters={"purpose": PURPOSE, **({"department": department} if department else {})},
        rows=count,
        started_at=now,
        finished_at=now,
    )
