"""Finds one person in files that were uploaded and are not decided about, for an erasure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from hustings_signup import mailbox
from hustings_signup.importing import formats, values
from hustings_signup.importing.targets import Target
from hustings_signup.models import Identifier, ImportBatch, ImportRow, Supporter

#: Around an address in a cell: spaces, brackets, quotation marks, what a list or a link writes.
BETWEEN = re.compile(r"[\s<>()\[\],;:\"']+")


def rows_about(supporter: Supporter) -> set[int]:
    """Ids of the rows that hold the person's address, in any cell and spelling, or their number
    in the other tool."""
    return {*_by_address(supporter), *_by_number(supporter)}


def _by_address(supporter: Supporter) -> Iterator[int]:
    """The database narrows by the local part, which is ASCII; `na@` also finds `ana@`."""
    local = supporter.email_canonical.rpartition("@")[0]
    rows = ImportRow.objects.filter(
        batch__site_id=supporter.site_id, cells__icontains=f"{local}@"
    ).values_list("pk", "cells")
    for pk, cells in rows.iterator():
        words = (word for cell in values.unpack(cells) for word in BETWEEN.split(cell))
        if any(_canonical(word) == supporter.email_canonical for word in words if "@" in word):
            yield pk


def _canonical(text: str) -> str:
    try:
        return mailbox.parse(text.rstrip(".")).canonical
    except mailbox.InvalidMailbox:
        return ""


def _by_number(supporter: Supporter) -> Iterator[int]:
    numbers: dict[str, set[str]] = {}
    for number in Identifier.objects.filter(supporter=supporter):
        numbers.setdefault(number.system, set()).add(number.key)
    if not numbers:
        return
    open_batches = ImportBatch.objects.filter(site_id=supporter.site_id, rows__isnull=False)
    for batch in open_batches.distinct():
        is_marked = batch.format == ImportBatch.Format.NATIONBUILDER
        for key in numbers.get(formats.SYSTEMS[batch.format], ()):
            # As it stands in the list of cells, without the mark a spreadsheet may have.
            written = json.dumps(key, ensure_ascii=False)[1:-1]
            found = ImportRow.objects.filter(batch=batch, cells__contains=written)
            for row in found.iterator():
                cells = values.unpack(row.cells)
                if any(
                    values.unmarked(cells[i], every_cell_marked=is_marked).strip() == key
                    for i, column in enumerate(batch.sections[row.section]["columns"])
                    if batch.mapping.get(column) == Target.FOREIGN_ID
                ):
                    yield row.pk
