"""Starts, watches and stops child processes, so that none outlives its parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

#: A child that dies more often than this within the window stops the whole demonstration.
MAX_DEATHS = 3
DEATH_WINDOW_SECONDS = 60
STOP_SECONDS = 25
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process of the demonstration and the log file its output goes to."""

    name: str
    command: list[str]
    log: Path
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self, environment: dict[str, str]) -> None:
        """Start it in a process group of its own: a Ctrl-C reaches the parent only."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=self.pass_fds,
                start_new_session=True,
                preexec_fn=die_with_parent(),
            )

    def exit_code(self) -> int | None:
        """The exit code, or None while it runs (or before it was started)."""
        return self.process.poll() if self.process else None

    def kill(self) -> None:
        """End the child and whatever it started, at once."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def last_lines(self, count: int = 15) -> str:
        """The end of its log."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])
        except OSError:
            return ""


class GivenUp(Exception):
    """A child keeps dying; the message says which and shows the end of its log."""


def watch(
    children: list[Child],
    environment: dict[str, str],
    *,
    stopping: Callable[[], bool],
    say: Callable[[str], None],
    pause: float = 0.3,
) -> None:
    """Restart children that die until `stopping()`; GivenUp when one dies again and again."""
    while not stopping():
        for child in children:
            code = child.exit_code()
            if code is None:
                continue
            now = time.monotonic()
            child.deaths = [at for at in child.deaths if now - at < DEATH_WINDOW_SECONDS] + [now]
            child.kill()  # what it may have left behind
            if len(child.deaths) > MAX_DEATHS:
                raise GivenUp(
                    f"{child.name} died {len(child.deaths)} times within {DEATH_WINDOW_SECONDS} "
                    f"seconds (exit code {code}). The end of {child.log}:\n{child.last_lines()}"
                )
            say(f"{child.name} stopped (exit code {code}); starting it again. See {child.log}")
            child.start(environment)
        time.sleep(pause)


def stop(children: list[Child], seconds: float = STOP_SECONDS) -> None:
    """Ask every child to end (TERM), wait, then end what is left (KILL)."""
    for child in children:
        # Not its group: gunicorn ends its own workers once they have answered.
        if child.process and child.exit_code() is None:
            child.process.terminate()
    deadline = time.monotonic() + seconds
    for child in children:
        if child.process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
            child.kill()
            child.process.wait()


def die_with_parent() -> Callable[[], None] | None:
    """What a child runs before its program: Linux ends it with its parent, even on kill -9."""
    if sys.platform != "linux":
        return None
    set_option = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask() -> None:
        set_option(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return ask
