"""Runs the registered jobs that are due, one after the other; a failing one stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from hustings_home import jobs
from hustings_home.models import JobRun

logger = logging.getLogger(__name__)

#: Jobs this far apart may take long; what runs more often is looked at again after each of them.
RARE = timedelta(minutes=1)


def run_due(*, stop: Callable[[], bool] = lambda: False) -> dict[str, bool]:
    """Run what is due and return `{name: succeeded}`; asks `stop()` before each job.

    What runs most often comes first, and again between two rarer jobs when it is due again: a
    tally of every few seconds waits for one slow job at most, never for a round of them.
    """
    started = dict(JobRun.objects.values_list("name", "started_at"))
    outcome: dict[str, bool] = {}

    def run_those(candidates: list[jobs.Job]) -> None:
        for index, job in enumerate(candidates):
            if stop():
                return
            if is_due(started.get(job.name), job.every):
                started[job.name] = timezone.now()
                outcome[job.name] = run(job)
                if job.every >= RARE:
                    run_those([quick for quick in candidates[:index] if quick.every < RARE])

    run_those(sorted(jobs.registered(), key=lambda job: job.every))
    return outcome


def is_due(started_at: datetime | None, every: timedelta) -> bool:
    """True when the job never ran, or long enough ago, or in a future the clock took back."""
    if started_at is None:
        return True
    return not timedelta(0) <= timezone.now() - started_at < every


def run(job: jobs.Job) -> bool:
    """Run one job, remember when and how it ended; False when it failed (logged with trace)."""
    record = JobRun.objects.update_or_create(
        name=job.name, defaults={"started_at": timezone.now(), "finished_at": None}
    )[0]
    try:
        job.run()
    except Exception as error:
        logger.exception("The job %s failed.", job.name)
        record.error = type(error).__name__
    else:
        record.error = ""
        record.succeeded_at = timezone.now()
    record.finished_at = timezone.now()
    record.save(update_fields=["finished_at", "succeeded_at", "error"])
    return not record.error
