"""Runs the registered jobs that are due, one after the other; a failing one stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from hustings_home import jobs
from hustings_home.models import JobRun

logger = logging.getLogger(__name__)


def run_due(*, stop: Callable[[], bool] = lambda: False) -> dict[str, bool]:
    """Run what is due and return `{name: succeeded}`; asks `stop()` before each job."""
    last = dict(JobRun.objects.values_list("name", "started_at"))
    outcome: dict[str, bool] = {}
    for job in jobs.registered():
        if stop():
            break
        if is_due(last.get(job.name), job.every):
            outcome[job.name] = run(job)
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
