"""Writes the archive: every table as lines of JSON, readable files beside them, a manifest."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from django.utils import timezone
from wagtail.models import Site

from hustings_signup import portability
from hustings_signup.models import ExportRecord
from hustings_signup.portability import media, readme
from hustings_signup.portability.moment import one_moment
from hustings_signup.portability.tables import Table

FORMAT = 1
BATCH = 2000


def dump(*, site: Site, path: Path, by: str, purpose_text: str) -> dict[str, int]:
    """Write everything about a site's people into a zip file only its owner can read; rows by
    table. The audit row is written first (R17); an existing file is refused (FileExistsError).
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    record = ExportRecord.objects.create(
        site=site,
        user_name=by[:150],
        purpose_text=purpose_text,
        format=ExportRecord.Format.EVERYTHING,
        columns=["everything"],
        rows=0,
        started_at=timezone.now(),
    )
    # The tables fit one another, whatever is signed meanwhile.
    with (
        os.fdopen(descriptor, "wb") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        one_moment(),
    ):
        counts = _write(archive, site, leave_out=record.pk)
    ExportRecord.objects.filter(pk=record.pk).update(
        rows=counts["hustings_signup.Supporter"], finished_at=timezone.now()
    )
    return counts


def _write(archive: zipfile.ZipFile, site: Site, *, leave_out: int) -> dict[str, int]:
    files: dict[str, str] = {}
    counts: dict[str, int] = {}
    for table in portability.tables():
        counts[table.label] = 0
        lines = _counted(_lines(table, site, leave_out=leave_out), counts, table.label)
        files[table.file] = _put(archive, table.file, lines)
    for rendering in portability.renderings():
        files[rendering.file] = _put(archive, rendering.file, rendering.chunks(site))
    files["media.csv"] = _put(archive, "media.csv", media.chunks(site))
    for name, text in readme.texts(site, counts).items():
        files[name] = _put(archive, name, [text.encode()])
    manifest = {
        "format": FORMAT,
        "site": f"{site.hostname}:{site.port}",
        "counts": counts,
        "sha256": files,
    }
    _put(archive, "manifest.json", [json.dumps(manifest, indent=1).encode()])
    return counts


def _put(archive: zipfile.ZipFile, name: str, chunks: Iterable[bytes]) -> str:
    """Stream one file into the archive; its SHA-256."""
    digest = hashlib.sha256()
    # A fixed date: the same data makes the same bytes.
    with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as out:
        for chunk in chunks:
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def _counted(lines: Iterator[bytes], counts: dict[str, int], label: str) -> Iterator[bytes]:
    for line in lines:
        counts[label] += 1
        yield line


def _lines(table: Table, site: Site, *, leave_out: int) -> Iterator[bytes]:
    """Rows in the order of their ids, a batch at a time."""
    names = [field.attname for field in table.columns]
    rows = table.rows(site).order_by("pk").values(*names)
    if table.model is ExportRecord:
        rows = rows.exclude(pk=leave_out)
    key = table.model._meta.pk.attname
    found = list(rows[:BATCH])
    while found:
        for row in found:
            yield json.dumps(row, default=plain, ensure_ascii=False).encode() + b"\n"
        found = list(rows.filter(pk__gt=found[-1][key])[:BATCH])


def plain(value: object) -> str:
    """JSON has no moments and no UUIDs: ISO 8601 in UTC with microseconds, and text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be moved")
