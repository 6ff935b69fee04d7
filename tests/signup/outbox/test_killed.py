"""The worker is killed fifty times, at any moment: every mail leaves, none is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hustings_signup import outbox
from hustings_signup.models import Outbox
from hustings_signup.visits import Visit
from tests.doubles.smtp import SmtpServer
from tests.signup.conftest import Signup

ROOT = Path(__file__).resolve().parents[3]
KILLS = 50
PEOPLE = 120
State = Outbox.State


def environment(server: SmtpServer) -> dict[str, str]:
    """Of a worker that uses this test's database and this test's mail server."""
    name = str(connection.settings_dict["NAME"])
    address = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        address = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    mine = {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "hustings.settings.test",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(server.port),
        "EMAIL_USE_TLS": "no",
        "EMAIL_USE_SSL": "no",
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    return os.environ | mine


@pytest.fixture
def workers(transactional_db: None) -> Iterator[subprocess.Popen[str]]:
    """Starts a worker for each line written to it."""
    with SmtpServer() as server:
        server.delay = 0.004  # long enough to be killed between the mail and its answer
        script = ROOT / "tests/doubles/forked_worker.py"
        process = subprocess.Popen(
            [sys.executable, str(script), "--interval=0.02", "--worker-id=fork"],
            env=environment(server),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        process.server = server  # type: ignore[attr-defined]
        yield process
        process.stdin.close()
        process.wait(timeout=10)


def start(workers: subprocess.Popen[str]) -> int:
    workers.stdin.write("go\n")
    workers.stdin.flush()
    return int(workers.stdout.readline())


def kill(workers: subprocess.Popen[str], worker: int) -> None:
    os.kill(worker, signal.SIGKILL)
    assert workers.stdout.readline().strip() == "over"


def leases_run_out() -> int:
    """What `tick` finds five minutes later; how many mails the dead worker held."""
    left = Outbox.objects.filter(state=State.RUNNING)
    left.update(leased_until=timezone.now() - timedelta(seconds=1))
    held = left.count()
    outbox.requeue_due()
    return held


def people(signup: Signup) -> list[str]:
    addresses = [f"p{number}@example.org" for number in range(PEOPLE)]
    for number, address in enumerate(addresses):
        signup.submit(address, visit=Visit(ip=f"198.51.{number}.7"))
    return addresses


@pytest.mark.django_db(transaction=True)
def test_killed_fifty_times_the_worker_loses_no_mail_and_repeats_at_most_one_each_time(
    workers: subprocess.Popen[str], request: pytest.FixtureRequest
) -> None:
    addresses = people(request.getfixturevalue("signup"))
    server: SmtpServer = workers.server  # type: ignore[attr-defined]
    chance = random.Random(4)
    held = 0
    for _round in range(KILLS):
        worker = start(workers)
        time.sleep(chance.uniform(0.06, 0.18))
        kill(workers, worker)
        held += leases_run_out()
    assert held >= KILLS / 10, "it was never killed at work: this test proves nothing"

    # A task that died before its mail was claimed is made again after a minute.
    Outbox.objects.update(due_at=timezone.now() - timedelta(minutes=2))
    DBTaskResult.objects.all().delete()
    outbox.requeue_due()
    last = start(workers)
    try:
        deadline = time.monotonic() + 60
        while Outbox.objects.exclude(state=State.DONE).exists():
            assert time.monotonic() < deadline, "the rest never left"
            time.sleep(0.1)
    finally:
        kill(workers, last)

    copies = Counter(letter.message_id for letter in server.received)
    assert copies.keys() == {
        f"<{uuid}@example.org>" for uuid in Outbox.objects.values_list("uuid", flat=True)
    }
    assert sum(copies.values()) - len(copies) <= KILLS
    # Whoever drops what they have seen before, as mail programs do, sees one each.
    once = {letter.message_id: letter.recipients for letter in server.received}
    assert sorted(once.values()) == sorted((address,) for address in addresses)
    tried = dict(Outbox.objects.values_list("uuid", "attempts"))
    for uuid, attempts in tried.items():
        assert copies[f"<{uuid}@example.org>"] <= attempts
