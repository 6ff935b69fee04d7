"""Imports the file by the real command, in a process of its own, and compares every count."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Site

from benchmarks.importing import archive, crowd, mixture
from benchmarks.importing.children import command
from hustings_signup.importing import telling, undoing
from hustings_signup.models import (
    ConsentRecord,
    ImportAsk,
    ImportBar,
    ImportBatch,
    ImportResult,
    ImportRow,
    Note,
    Subscription,
    Supporter,
    Tagging,
)

ORIGIN = "--origin=liste de l’ancien outil"
UNDO = "from hustings_signup.importing import undoing; undoing.undo(%d)"


def main(*, rows: int) -> None:
    """Make the database and the file; import, import again, move out, tell, undo; print figures."""
    call_command("migrate", verbosity=0)
    assert not ImportBatch.objects.exists(), "needs an empty database"
    site = Site.objects.get(is_default_site=True)
    Site.objects.filter(pk=site.pk).update(hostname="localhost", site_name="Benchmark")
    crowd.make(site, rows)
    expected = mixture.Expected()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(mixture.lines(rows, expected))
        size = path.stat().st_size / 1_000_000
        print(f"{connection.vendor}: {rows:,} rows, {size:.1f} MB, load {os.getloadavg()[0]:.1f}")
        asked = ["import_people", str(path), "--site=localhost", ORIGIN, "--tags=all", "--notes"]
        command("dry run", *asked, "--dry-run")
        command("import", *asked)
        compare(expected.counts(), rows)
        command("the same again", *asked)
        again = ImportBatch.objects.order_by("-pk")[0].counts["reasons"]
        assert again["known.updated"] == expected.reasons["consent."], again
        assert "consent." not in again and "ask." not in again, again
        command("verify_ledger", "verify_ledger")
        archive.round_trip(Path(folder))
    ImportResult.objects.filter(tell_at__isnull=False).update(tell_at=timezone.now())
    told = measured("tell 500 people", telling.tell_due)
    assert told == min(telling.PER_TICK, expected.reasons["consent."]), told
    first = ImportBatch.objects.order_by("pk")[0]
    ImportBatch.objects.exclude(pk=first.pk).update(state=ImportBatch.State.UNDONE)
    undoing.start_undo(batch=first)
    command("undo", "shell", "--no-imports", "-c", UNDO % first.pk)
    first.refresh_from_db()
    assert first.state == "undone", first.state
    assert Supporter.objects.count() == expected.reasons["known.told_us"]
    assert not Tagging.objects.exists() and not Note.objects.exists()
    print(f"  load at the end {os.getloadavg()[0]:.1f}")


def measured(name: str, step: Callable[[], Any]) -> Any:
    """What a step answers, with its time printed."""
    started = time.perf_counter()
    found = step()
    print(f"  {name}: {time.perf_counter() - started:.1f} s")
    return found


def compare(expected: dict[str, dict[str, int]], rows: int) -> None:
    """Every count against what the generator knows, and every table against the counts."""
    batch = ImportBatch.objects.get()
    for name, counts in expected.items():
        assert batch.counts[name] == counts, (name, batch.counts[name], counts)
    consents = expected["outcomes"]["consent"]
    known = expected["outcomes"]["known"]
    found = {
        "rows": batch.rows_count,
        "results": ImportResult.objects.filter(batch=batch).count(),
        "rows left": ImportRow.objects.count(),
        "people": Supporter.objects.count(),
        "records": ConsentRecord.objects.count(),
        "active": Subscription.objects.filter(state="active").count(),
        "asks": ImportAsk.objects.count(),
        "bars": ImportBar.objects.filter(batch=batch).count(),
        "tags": Tagging.objects.filter(batch=batch).count(),
        "notes": Note.objects.filter(batch=batch).count(),
    }
    assert found == {
        "rows": rows,
        "results": rows,
        "rows left": 0,
        "people": consents + known,
        "records": consents,
        "active": consents + known,
        "asks": expected["outcomes"]["ask"],
        "bars": expected["outcomes"]["refusal"],
        "tags": expected["added"]["tags"],
        "notes": expected["added"]["notes"],
    }, found
    print(f"  every count is exact: {expected['outcomes']}")
