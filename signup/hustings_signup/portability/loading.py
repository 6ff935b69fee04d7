"""Reads an archive into an install that has no people yet, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import zipfile
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from wagtail.models import Site

from hustings_signup import ledger, portability, services
from hustings_signup.models import ConsentRecord, Notice
from hustings_signup.portability.dumping import FORMAT
from hustings_signup.portability.tables import Table

BATCH = 1000


class NotLoadable(Exception):
    """Why an archive cannot be loaded, in words for the person at the keyboard."""


def load(*, site: Site, path: Path, dry_run: bool = False) -> dict[str, int]:
    """Load an archive for a site; rows by table. NotLoadable when a file is damaged, a notice or
    a ledger record does not match its hash, or the install already holds people.

    One transaction.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise NotLoadable(f"{path.name} is no archive of this software: {error}") from error
    with archive:
        manifest = _manifest(archive)
        _verify_files(archive, manifest)
        with transaction.atomic():
            _require_empty()
            counts = {
                table.label: _load_table(archive, table, site) for table in portability.tables()
            }
            if counts != {label: manifest["counts"].get(label, 0) for label in counts}:
                raise NotLoadable("The archive holds other counts than its manifest says.")
            _reset_sequences()
            services.index_missing()
            if dry_run:
                transaction.set_rollback(True)
    return counts


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    except (KeyError, ValueError) as error:
        raise NotLoadable("There is no manifest.json: no archive of this software.") from error
    if manifest.get("format") != FORMAT:
        raise NotLoadable(f"Format {manifest.get('format')} is not known here.")
    unknown = [label for label, rows in manifest["counts"].items() if rows and not _known(label)]
    if unknown:
        raise NotLoadable(f"A plugin is missing here for: {', '.join(unknown)}.")
    return manifest


def _known(label: str) -> bool:
    return any(table.label == label for table in portability.tables())


def _verify_files(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    for name, expected in manifest["sha256"].items():
        digest = hashlib.sha256()
        try:
            with archive.open(name) as file:
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
        except (KeyError, zipfile.BadZipFile) as error:
            raise NotLoadable(f"{name} is missing or damaged.") from error
        if digest.hexdigest() != expected:
            raise NotLoadable(f"{name} was changed after the archive was written.")


def _require_empty() -> None:
    """Rows keep their ids, so nothing may be there yet."""
    for table in portability.tables():
        if table.model._default_manager.exists():
            raise NotLoadable(
                f"This install already holds {table.model._meta.verbose_name_plural}. "
                "An archive is loaded before anything else is set up."
            )


def _load_table(archive: zipfile.ZipFile, table: Table, site: Site) -> int:
    loaded = 0
    with archive.open(table.file) as file:
        rows = (_instance(table, json.loads(line), site) for line in file)
        while batch := list(islice(rows, BATCH)):
            table.model._default_manager.bulk_create(batch)
            loaded += len(batch)
    return loaded


def _instance(table: Table, row: dict[str, Any], site: Site) -> Model:
    known = {field.attname: field for field in table.columns}
    values = {name: known[name].to_python(value) for name, value in row.items() if name in known}
    if table.site_column:
        values["site_id"] = site.pk
    found = table.model(**values)
    if isinstance(found, ConsentRecord) and ledger.record_hash(found) != found.record_hash:
        raise NotLoadable(f"Ledger record {found.uuid} does not match its hash.")
    if isinstance(found, Notice) and ledger.notice_hash(found) != found.sha256:
        raise NotLoadable(f"The notice {found} does not match its hash.")
    return found


def _reset_sequences() -> None:
    """PostgreSQL counts on from the highest id that came."""
    models = [table.model for table in portability.tables()]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
