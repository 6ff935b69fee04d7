"""Takes a file in: every row into the database in small commits, the refused columns left out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from hustings_home import conf
from hustings_signup.importing import formats, reading, values
from hustings_signup.importing.archives import Named, unpacked
from hustings_signup.importing.errors import Unreadable
from hustings_signup.models import ImportBatch, ImportRow

BATCH = 2000
State = ImportBatch.State


def upload(
    *,
    site: Site,
    user: User | None,
    user_name: str,
    files: Sequence[Named],
    purpose: str,
    locale: str,
    origin: str,
    words: str = "",
    words_source: str = "",
) -> ImportBatch:
    """Store the rows of an upload and propose what its columns become; Unreadable when the file
    is refused, and then nothing of it stays.

    Only the rows are written here. Nobody is on any list yet.
    """
    with unpacked(files) as members:
        opened = [(reading.open_sheet(file, name=name), file) for name, file in members]
        file_format = _format([sheet for sheet, _file in opened])
        sections = [
            {
                "name": _section(file_format, sheet),
                "columns": sheet.columns,
                "encoding": sheet.encoding,
                "separator": sheet.separator,
            }
            for sheet, _file in opened
        ]
        columns = list(dict.fromkeys(name for sheet, _file in opened for name in sheet.columns))
        batch = ImportBatch.objects.create(
            site=site,
            user=user,
            user_name=user_name,
            file_sha256=_sha256([file for _name, file in files]),
            format=file_format,
            sections=sections,
            refused_columns=sorted({name for sheet, _file in opened for name in sheet.refused}),
            mapping=formats.propose(file_format, columns),
            purpose=purpose,
            locale=locale,
            origin=origin,
            words=words,
            words_source=words_source,
            created_at=timezone.now(),
        )
        try:
            count = _store(batch, opened)
        except BaseException:
            discard_rows(batch)
            batch.delete()
            raise
    ImportBatch.objects.filter(pk=batch.pk).update(state=State.READ, rows_count=count)
    batch.refresh_from_db()
    return batch


def discard_rows(batch: ImportBatch) -> None:
    """Delete the uploaded rows."""
    rows = ImportRow.objects.filter(batch=batch)
    rows._raw_delete(rows.db)  # nothing hangs off a row: no signals, no collecting


def _format(sheets: Sequence[reading.Sheet]) -> str:
    found = {formats.recognise([*sheet.header]) for sheet in sheets}
    if len(sheets) > 1 and found != {ImportBatch.Format.MAILCHIMP}:
        raise Unreadable("several")
    return found.pop().value


def _section(file_format: str, sheet: reading.Sheet) -> str:
    is_split = file_format == ImportBatch.Format.MAILCHIMP
    return formats.section(sheet.name, sheet.header) if is_split else ""


def _store(batch: ImportBatch, opened: Sequence[tuple[reading.Sheet, BinaryIO]]) -> int:
    limit: int = conf.get("IMPORT_MAX_ROWS")
    rows = _rows(batch, opened)
    count = 0
    while chunk := list(islice(rows, BATCH)):
        count += len(chunk)
        if count > limit:
            raise Unreadable("rows")
        with transaction.atomic():
            ImportRow.objects.bulk_create(chunk)
    if not count:
        raise Unreadable("no_rows")
    return count


def _rows(
    batch: ImportBatch, opened: Sequence[tuple[reading.Sheet, BinaryIO]]
) -> Iterator[ImportRow]:
    """Empty cells stand for a row of the wrong length."""
    for section, (sheet, file) in enumerate(opened):
        for number, cells in reading.rows(file, sheet):
            packed = values.pack(cells) if cells is not None else ""
            yield ImportRow(batch=batch, section=section, number=number, cells=packed)


def _sha256(files: Sequence[BinaryIO]) -> str:
    digest = hashlib.sha256()
    for file in files:
        file.seek(0)
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
