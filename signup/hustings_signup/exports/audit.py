"""The row each file leaves: before its first byte who asks for it, at its end how many left."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.utils import timezone
from wagtail.models import Site

from hustings_signup.exports.columns import ExportColumn
from hustings_signup.models import ExportRecord

Row = TypeVar("Row")


@dataclass
class LeftOut:
    """How many people a file was kept without: the ledger knows no ground for their rows."""

    count: int = 0


def start(
    *,
    site: Site,
    user: User,
    purpose_text: str,
    file_format: str,
    chosen: Sequence[ExportColumn],
    filters: dict[str, Any],
    count: int,
) -> ExportRecord:
    """The audit row, written before the first byte leaves (consent.md R17)."""
    return ExportRecord.objects.create(
        site=site,
        user=user,
        user_name=user.get_username(),
        purpose_text=purpose_text,
        format=file_format,
        columns=[column.key for column in chosen],
        filters=filters,
        rows=count,
        started_at=timezone.now(),
    )


def audited(
    record: ExportRecord, rows: Generator[Row, None, None], left_out: LeftOut | None = None
) -> Iterator[Row]:
    """The same rows; at the end, also of a broken download, the audit row says how many left,
    and how many had to stay."""
    handed, finished_at = 0, None
    left_out = left_out or LeftOut()
    try:
        with closing(rows):  # the database hears nothing else while it still copies
            for row in rows:
                handed += 1
                yield row
        finished_at = timezone.now()
    finally:
        ExportRecord.objects.filter(pk=record.pk).update(
            rows=handed, left_out=left_out.count, finished_at=finished_at
        )
