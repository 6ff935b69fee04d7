"""The registry of what `tick` runs: small idempotent jobs, each with its own interval."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Job:
    """A named job and the least time between two of its runs."""

    name: str
    run: Callable[[], object]
    every: timedelta


_jobs: dict[str, Job] = {}


def register(name: str, run: Callable[[], object], *, every: timedelta) -> None:
    """Add a job; plugins call this from `AppConfig.ready()`. A second call replaces the first."""
    _jobs[name] = Job(name, run, every)


def registered() -> list[Job]:
    """All jobs in the order of their registration."""
    return list(_jobs.values())
