"""`manage.py tick`, in this process and as the process the Procfile starts."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from hustings_home import jobs, models
from hustings_home.heartbeat import age
from hustings_home.lease import Lease

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def registry(monkeypatch):
    """An empty job registry."""
    monkeypatch.setattr(jobs, "_jobs", {})
    return jobs


def tick():
    out = StringIO()
    call_command("tick", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_one_round_says_what_ran_and_beats(registry):
    registry.register("good", lambda: None, every=timedelta(minutes=1))
    registry.register("bad", lambda: 1 / 0, every=timedelta(minutes=1))
    assert tick().splitlines() == ["good: done", "bad: failed, see the log"]
    assert age("tick") < 5
    assert models.Lease.objects.get().holder == ""


@pytest.mark.django_db
def test_a_second_tick_leaves_at_once(registry):
    registry.register("job", lambda: None, every=timedelta(0))
    with Lease("tick"):
        assert tick() == "Another tick is running.\n"
    assert age("tick") is None
    assert not models.JobRun.objects.exists()


@pytest.fixture
def own_database(tmp_path):
    """The environment of a fresh, migrated SQLite database of its own."""
    environment = {
        **os.environ,
        "HUSTINGS_ENV": "test",
        "DJANGO_SETTINGS_MODULE": "hustings.settings.test",
        "HUSTINGS_VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'tick.sqlite3'}",
    }
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return environment


@pytest.fixture
def start_loop(own_database):
    """Starts loops in processes of their own, each writing its log into a file."""
    started = []

    def start(log):
        command = [sys.executable, "manage.py", "tick", "--loop", "--interval", "0.2"]
        with log.open("w") as errors:
            started.append(subprocess.Popen(command, cwd=ROOT, env=own_database, stderr=errors))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()


def wait_until(fact, what):
    """Ask again and again; the machine may be slow."""
    deadline = time.monotonic() + 90
    while not fact():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def ask(environment, expression):
    """Evaluate an expression in a process of the same database."""
    code = f"from hustings_home.models import *; print({expression})"
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return done.stdout.decode().strip()


def test_the_loop_runs_stops_on_term_and_gives_the_lease_back(own_database, start_loop, tmp_path):
    logs = [tmp_path / "first.log", tmp_path / "second.log"]
    waiting = "Another tick holds the lease"
    first = start_loop(logs[0])
    wait_until(lambda: ask(own_database, "JobRun.objects.exists()") == "True", "no job ran")
    second = start_loop(logs[1])
    wait_until(lambda: waiting in logs[1].read_text(), "the second does not wait")
    time.sleep(1)  # five rounds, in which it says nothing more
    for process in (first, second):
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    assert waiting not in logs[0].read_text()
    assert logs[1].read_text().count(waiting) == 1
    assert ask(own_database, "Lease.objects.get(name='tick').holder") == ""
    assert ask(own_database, "Heartbeat.objects.filter(name='tick').count()") == "1"
