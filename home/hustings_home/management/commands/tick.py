"""`manage.py tick`: run the jobs that are due, once (for cron) or for ever (`--loop`)."""

from __future__ import annotations

import logging
import signal
from argparse import ArgumentParser
from threading import Event
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from hustings_home.heartbeat import beat
from hustings_home.lease import Lease, LeaseLost
from hustings_home.schedule import run_due

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Two never overlap: the second waits for the lease (loop) or leaves (once)."""

    help = "Runs the jobs that are due: scheduled publishing, mails, tallies, retention."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--loop` and `--interval`."""
        parser.add_argument("--loop", action="store_true", help="Stay and run until stopped.")
        parser.add_argument(
            "--interval", type=float, default=2, help="Seconds between two rounds of --loop."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one round, or rounds until SIGTERM or Ctrl-C, which let the current job end."""
        self.stop = Event()
        if options["loop"]:
            self.stop_on_signals()
            self.loop(options["interval"])
        else:
            self.once()

    def once(self) -> None:
        """One round; says what ran, or that another process is at it."""
        try:
            with Lease("tick"):
                beat("tick")
                outcome = run_due()
        except LeaseLost:
            self.stdout.write("Another tick is running.")
            return
        for name, succeeded in outcome.items():
            self.stdout.write(f"{name}: {'done' if succeeded else 'failed, see the log'}")

    def loop(self, interval: float) -> None:
        """Hold the lease as long as the process lives; come back after a database failure."""
        waiting = False
        while not self.stop.is_set():
            try:
                with Lease("tick") as lease:
                    waiting = False
                    self.rounds(interval, lease)
            except LeaseLost:
                if not waiting:
                    logger.info("Another tick holds the lease, waiting.")
                waiting = True
            except Error:
                logger.exception("The database did not answer, trying again.")
            close_old_connections()
            self.stop.wait(interval)

    def rounds(self, interval: float, lease: Lease) -> None:
        """Round after round, until stopped or until the lease is lost."""
        while not self.stop.is_set():
            if not lease.acquire():
                raise LeaseLost(lease.name)
            beat("tick")
            run_due(stop=self.stop.is_set)
            close_old_connections()
            self.stop.wait(interval)

    def stop_on_signals(self) -> None:
        """TERM and INT end the loop after the current job."""

        def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
            self.stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, ask_to_stop)
