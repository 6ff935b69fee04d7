"""What the background worker runs. Arguments are ids only: they are stored in clear."""

from hustings_home.background import task
from hustings_signup import outbox


# Before anything else that waits: somebody looks at their mailbox now.
@task(backend="background", priority=50)
def deliver(outbox_id: int) -> str:
    """Send one mail of the outbox; the state it ends in."""
    return outbox.send_one(outbox_id)


@task(backend="background")
def verify_captcha(check_id: int) -> str:
    """Ask about one form that waits for it; what came of it."""
    from hustings_signup import services

    return services.check_captcha(check_id)
