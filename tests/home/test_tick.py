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


def start_loop(environment):
    return subprocess.Popen(
        [sys.executable, "manage.py", "tick", "--loop", "--interval", "0.2"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )


def ask(environment, expression):
    """Evaluate an expression in a process of the same database."""
    code = f"from hustings_home.models import *; print({expression})"
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return done.stdout.decode().strip()


def test_the_loop_runs_stops_on_term_and_gives_the_lease_back(own_database):
    process = start_loop(own_database)
    deadline = time.monotonic() + 40
    while ask(own_database, "JobRun.objects.exists()") != "True":
        assert time.monotonic() < deadline, "the loop ran no job"
    second = start_loop(own_database)
    time.sleep(4)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=20) == 0
    assert second.stderr.read().count("Another tick holds the lease") == 1
    assert ask(own_database, "Lease.objects.get().holder") == ""
    assert ask(own_database, "Heartbeat.objects.filter(name='tick').count()") == "1"
