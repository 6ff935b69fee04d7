"""Runs a command of manage.py in a process of its own; somebody else writes all the while."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from hustings_signup.models import Hit

ROOT = Path(__file__).resolve().parents[2]


class Visitor(threading.Thread):
    """Writes the count that every form writes, ten times a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.is_over = threading.Event()
        self.longest, self.refused = 0.0, 0

    def run(self) -> None:
        """Until told to end."""
        while not self.is_over.wait(0.1):
            started = time.perf_counter()
            try:
                with transaction.atomic():
                    Hit.objects.create(kind=Hit.Kind.NETWORK, key_hash="", at=timezone.now())
            except OperationalError:  # SQLite gives up after its timeout: the form shows an error
                self.refused += 1
            self.longest = max(self.longest, time.perf_counter() - started)
        connection.close()


def command(name: str, *asked: str, env: Mapping[str, str] | None = None) -> None:
    """As an operator types it; prints its time, its highest memory and how long others waited."""
    visitor = Visitor()
    visitor.start()
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *asked],
        stdout=subprocess.DEVNULL,
        env=os.environ | (env or {}),
    )
    _pid, status, usage = os.wait4(child.pid, 0)
    spent = time.perf_counter() - started
    visitor.is_over.set()
    visitor.join()
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, (name, child.returncode)
    cpu = usage.ru_utime + usage.ru_stime
    print(
        f"  {name}: {spent:.1f} s, of them {cpu:.1f} s of CPU; {usage.ru_maxrss / 1024:.0f} MB; "
        f"others waited at most {visitor.longest:.1f} s, {visitor.refused} gave up",
        flush=True,
    )
