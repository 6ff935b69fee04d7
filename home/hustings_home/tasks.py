"""What the background worker does for the shell."""

from hustings_home.background import task
from hustings_home.heartbeat import beat


@task(backend="background", priority=100)
def worker_beat() -> None:
    """Prove that the worker runs tasks: only its own hands move this sign of life."""
    beat("worker")
