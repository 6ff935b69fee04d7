"""What the background worker runs. Arguments are ids only: they are stored in clear."""

from hustings_home.background import task
from hustings_signup import outbox


@task(backend="background")
def deliver(outbox_id: int) -> str:
    """Send one mail of the outbox; the state it ends in."""
    return outbox.send_one(outbox_id)
