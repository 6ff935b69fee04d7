"""The shell's own jobs: scheduled publishing, a sign of life of the worker, old task rows."""

from __future__ import annotations

from datetime import timedelta

from django.apps import apps
from django.core.management import call_command

from hustings_home import jobs
from hustings_home.heartbeat import ages, beat
from hustings_home.tasks import worker_beat

PUBLISH_EVERY = timedelta(seconds=30)
ASK_WORKER_EVERY = timedelta(seconds=30)
#: A question the worker has not answered is asked again only after this long (seconds), so that
#: a stopped worker does not find thousands of them.
ASK_AGAIN_AFTER = 600


def register_jobs() -> None:
    """Put the shell's jobs on the list `tick` works through."""
    jobs.register("publish_scheduled", publish_scheduled, every=PUBLISH_EVERY)
    jobs.register("ask_worker", ask_worker, every=ASK_WORKER_EVERY)
    if apps.is_installed("django_tasks_db"):
        jobs.register("prune_tasks", prune_tasks, every=timedelta(hours=6))


def publish_scheduled() -> None:
    """Publish and take down what staff scheduled, with Wagtail's own command."""
    call_command("publish_scheduled", verbosity=0)


def ask_worker() -> None:
    """Queue a sign of life, unless the last one still waits for the worker."""
    seen = ages()
    asked = seen.get("worker_asked")
    answered = seen.get("worker")
    waiting = asked is not None and (answered is None or answered > asked)
    if not waiting or asked is None or asked > ASK_AGAIN_AFTER:
        beat("worker_asked")
        worker_beat.enqueue()


def prune_tasks() -> None:
    """Delete finished task rows after a day and failed ones after two weeks."""
    call_command(
        "prune_db_task_results",
        "--backend=background",
        "--queue-name=*",
        "--min-age-days=1",
        "--failed-min-age-days=14",
        verbosity=0,
    )
