"""The portable proof: one row per statement, in columns other tools have importers for.

IP address and browser are left out on purpose: they are personal data, and a confirmed link
proves more (`docs/data-officer.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from wagtail.models import Site

from hustings_home import spreadsheets
from hustings_signup.ledger import moment
from hustings_signup.models import ConsentRecord, Notice, SubjectLink

BATCH = 2000
HEADER = (
    "email",
    "purpose",
    "channel",
    "decision",
    "text_id",
    "text_language",
    "text",
    "text_url",
    "decided_at",
    "confirmed_at",
    "method",
    "page_url",
    "source",
    "recorded_by",
    "withdrawn_at",
)
Type = ConsentRecord.Type
#: What the person said; that something was asked for is told by the row that confirms it.
TOLD = (
    Type.GIVEN,
    Type.RENEWED,
    Type.IMPORTED,
    Type.REFUSED,
    Type.WITHDRAWN,
    Type.EXPIRED,
    Type.INVALIDATED,
)


def chunks(site: Site) -> Iterator[bytes]:
    """CSV, oldest first; statements of people who were erased have no row."""
    return spreadsheets.csv_rows(HEADER, _rows(site))


def _rows(site: Site) -> Iterator[list[object]]:
    notices = {notice.sha256: notice for notice in Notice.objects.filter(site=site)}
    found = ConsentRecord.objects.filter(site=site, type__in=TOLD).order_by("pk")
    last = 0
    while batch := list(found.filter(pk__gt=last)[:BATCH]):
        emails = dict(
            SubjectLink.objects.filter(
                subject__in={record.subject for record in batch}
            ).values_list("subject", "supporter__email")
        )
        asked = _asked(batch)
        for record in batch:
            if record.subject in emails:
                yield _row(record, emails[record.subject], notices, asked)
        last = batch[-1].pk


def _asked(batch: Iterable[ConsentRecord]) -> dict[UUID, Any]:
    """When what a record confirms was asked for."""
    confirmed = [record.confirms for record in batch if record.confirms]
    return dict(ConsentRecord.objects.filter(uuid__in=confirmed).values_list("uuid", "occurred_at"))


def _row(
    record: ConsentRecord, email: str, notices: dict[str, Notice], asked: dict[UUID, Any]
) -> list[object]:
    notice = notices.get(record.notice_sha256)
    at = moment(record.occurred_at)
    is_end = record.type in (Type.WITHDRAWN, Type.EXPIRED, Type.INVALIDATED)
    first = asked.get(record.confirms) if record.confirms else None
    return [
        email,
        record.purpose,
        record.channel,
        record.type,
        record.notice_sha256,
        record.locale,
        notice.label_for(record.purpose) if notice else "",
        "",
        moment(first) if first else at,
        at if first else "",
        record.control,
        record.page_path,
        record.source,
        record.actor,
        at if is_end else "",
    ]
