"""The rows of a file, a batch at a time: on every engine, and with their types for spreadsheets."""

from __future__ import annotations

from array import array
from collections.abc import Generator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from hustings_signup import grounds
from hustings_signup.exports.audit import LeftOut
from hustings_signup.exports.columns import ExportColumn
from hustings_signup.exports.sheet import Sheet
from hustings_signup.models import Supporter

#: People read from the database at a time; no cursor stays open while a download lasts.
BATCH = 2000

Rows = Generator[list[object], None, None]


def rows(
    people: QuerySet[Supporter],
    chosen: Sequence[ExportColumn],
    *,
    site_id: int,
    left_out: LeftOut | None = None,
) -> Rows:
    """One list of cells per person of a site with a legal ground, newest first."""
    return _rows(people, Sheet(chosen, site_id=site_id), left_out or LeftOut())


def _rows(people: QuerySet[Supporter], sheet: Sheet, left_out: LeftOut) -> Rows:
    # Whom the filters leave is asked once, however long that takes: eight bytes for each.
    ids = array("q", people.order_by("-pk").values_list("pk", flat=True).iterator())
    everybody = Supporter.objects.filter(site=sheet.site_id).order_by("-pk")
    told: QuerySet[Any, Any] = sheet.of(everybody).values_list(
        "pk", "email_canonical", *sheet.names
    )
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH].tolist()
        found = list(told.filter(pk__in=batch))
        refused = grounds.without_ground(batch)
        left_out.count += len(refused)
        for pk, canonical, *cells in found:
            if pk in refused:
                continue
            if canonical in sheet.left_alone:
                sheet.mark(cells)
            yield [
                timezone.make_naive(cell, sheet.zone) if isinstance(cell, datetime) else cell
                for cell in cells
            ]
