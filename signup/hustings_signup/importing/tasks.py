"""What the worker runs for imports. Arguments are ids only: they are stored in clear."""

from hustings_home.background import task
from hustings_signup.importing import checking, running, undoing


@task(backend="background")
def check_import(batch_id: int) -> str:
    """Weigh every row; the state it ends in."""
    return checking.check(batch_id)


@task(backend="background")
def run_import(batch_id: int) -> str:
    """Import; the state it ends in."""
    return running.run(batch_id)


@task(backend="background")
def undo_import(batch_id: int) -> str:
    """Undo; the state it ends in."""
    return undoing.undo(batch_id)
