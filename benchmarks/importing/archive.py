"""Everything out, into an empty install, and out again: the same files."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

from django.db import connection

from benchmarks.importing.children import command

#: The second one holds the audit row of the first, and counts it.
DIFFERS = {"data/hustings_signup.exportrecord.jsonl", "README.txt", "LISEZMOI.txt"}
HOST = "from wagtail.models import Site; Site.objects.update(hostname='localhost')"


def round_trip(folder: Path) -> None:
    """Compares every file of the two archives by its SHA-256."""
    first, second = folder / "first.zip", folder / "second.zip"
    command("export_everything", "export_everything", str(first), "--purpose=benchmark")
    other = {"DATABASE_URL": _empty(folder)}
    command("migrate", "migrate", "--verbosity=0", env=other)
    command("name the site", "shell", "--no-imports", "-c", HOST, env=other)
    command("import_everything", "import_everything", str(first), env=other)
    command("export again", "export_everything", str(second), "--purpose=benchmark", env=other)
    before, after = (_manifest(path) for path in (first, second))
    differ = {name for name in before["sha256"] if before["sha256"][name] != after["sha256"][name]}
    assert differ <= DIFFERS, differ
    size = first.stat().st_size / 1_000_000
    counts = {label.rpartition(".")[2]: n for label, n in before["counts"].items() if n}
    print(f"  round trip: {size:.1f} MB, the same: {counts}")


def _empty(folder: Path) -> str:
    """The address of another, empty database of the same engine."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{folder}/second.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE benchmark_second")
    return os.environ["DATABASE_URL"].rpartition("/")[0] + "/benchmark_second"


def _manifest(path: Path) -> dict[str, dict[str, object]]:
    with zipfile.ZipFile(path) as archive:
        found: dict[str, dict[str, object]] = json.loads(archive.read("manifest.json"))
    return found
