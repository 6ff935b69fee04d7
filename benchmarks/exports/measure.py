"""Makes each file in turn, round after round: a ratio within one run is all that counts."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone
from wagtail.models import Site

from benchmarks.people import statements
from hustings_signup.models import ExportRecord, Supporter, Suppression

URL = "/admin/people/export/"
PASSWORD = "benchmark of an export"  # noqa: S105  of an account that only a benchmark makes
#: Those of the form as it is first shown, and the fixed ones (state of each list, number).
COLUMNS = ("given_name", "family_name", "email", "locale")
LISTS = ("updates.campaign", "updates.beyond", "volunteer.contact")


def everything(rounds: int) -> None:
    """Prints the table of docs/benchmarks.md; fails when a person is missing in a file."""
    site = Site.objects.get(is_default_site=True)
    statements.complete(site)
    people = Supporter.objects.filter(site=site).count()
    client = _client()
    ways: dict[str, Callable[[], Iterator[bytes]]] = {
        "bare COPY of the same columns": lambda: _copy(_joined(site)),
        "bare COPY of the people alone": lambda: _copy(_alone(site)),
        "export": lambda: _export(client),
        "export, some left alone": lambda: _left_alone(site, client),
    }
    if connection.vendor != "postgresql":
        ways = {"export": ways["export"]}
    print(f"\n{connection.vendor}, {people:,} people, {rounds} rounds, load {_load()}")
    with override_settings(SECURE_SSL_REDIRECT=False):
        for way in ways.values():  # what is loaded once
            next(way()).count(b"\n")
        _forget_peak()
        before = _memory("VmRSS")
        times: dict[str, list[float]] = {name: [] for name in ways}
        firsts: dict[str, list[float]] = {name: [] for name in ways}
        for _round in range(rounds):
            for name, way in ways.items():
                first, whole, lines = _timed(way)
                assert lines == people + name.startswith("export"), (name, lines)
                times[name].append(whole)
                firsts[name].append(first * 1000)
    floor = statistics.median(next(iter(times.values())))
    print("\n| file | median s | fastest | slowest | x COPY | first byte ms |")
    print("|---|---|---|---|---|---|")
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(
            f"| {name} | {middle:.1f} | {min(taken):.1f} | {max(taken):.1f} | {middle / floor:.1f}"
            f" | {statistics.median(firsts[name]):.0f} |"
        )
    print(f"\nmemory at its highest: {_memory('VmHWM') - before:.0f} MB more than before")
    print(f"load at the end {_load()}")


def _timed(way: Callable[[], Iterator[bytes]]) -> tuple[float, float, int]:
    """Seconds to the first bytes and to the last, and how many lines there were."""
    started = time.perf_counter()
    first, lines = 0.0, 0
    for chunk in way():
        first = first or time.perf_counter() - started
        lines += chunk.count(b"\n")
    return first, time.perf_counter() - started, lines


def _copy(query: str) -> Iterator[bytes]:
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
        for row in copy:
            yield bytes(row)


def _joined(site: Site) -> str:
    """The columns of the file as they stand, each list joined once."""
    states = ", ".join(f"list_{n}.state" for n in range(len(LISTS)))
    joins = " ".join(
        f"LEFT JOIN hustings_signup_subscription list_{n}"
        f" ON list_{n}.supporter_id = s.id AND list_{n}.purpose = '{purpose}'"
        for n, purpose in enumerate(LISTS)
    )
    return (
        f"SELECT {', '.join(COLUMNS)}, {states}, s.id FROM hustings_signup_supporter s {joins}"
        f" WHERE s.site_id = {site.pk} ORDER BY s.id DESC"
    )


def _alone(site: Site) -> str:
    return (
        f"SELECT {', '.join(COLUMNS)}, id FROM hustings_signup_supporter"
        f" WHERE site_id = {site.pk} ORDER BY id DESC"
    )


def _export(client: Client) -> Iterator[bytes]:
    """Through the screen, password and audit row included."""
    form = {
        "columns": COLUMNS,
        "format": "csv",
        "purpose_text": "Measure how long a file of everybody takes",
        "password": PASSWORD,
    }
    response = client.post(URL, form)
    assert response.status_code == 200, response.status_code
    yield from response.streaming_content
    record = ExportRecord.objects.latest("pk")
    assert record.finished_at and not record.left_out


def _left_alone(site: Site, client: Client) -> Iterator[bytes]:
    """With one suppression, the keyed hash of every mailbox has to be computed."""
    row = Suppression.objects.create(
        site=site, mailbox_hash="1:00", reason="not_me", created_at=timezone.now()
    )
    try:
        yield from _export(client)
    finally:
        row.delete()


def _client() -> Client:
    user, _made = get_user_model().objects.get_or_create(
        username="benchmark", defaults={"is_superuser": True, "is_staff": True}
    )
    user.set_password(PASSWORD)
    user.save()
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def _memory(kind: str) -> float:
    """MB of this process: `VmRSS` now, `VmHWM` at its highest since `_forget_peak` (Linux)."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{kind}:")[2].split()[0]) / 1024


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _load() -> str:
    return ", ".join(f"{value:.1f}" for value in os.getloadavg())
