"""The outbox: a wish is queued with its task in one transaction, and sent once it is due.

The states and what moves a mail between them: `hustings_signup.models.outbox`.
"""

from hustings_signup.outbox.queueing import queue, queue_for_staff
from hustings_signup.outbox.sending import SERVICE, send_one, wait_before
from hustings_signup.outbox.waiting import requeue_due, retry, retry_all, try_now

__all__ = [
    "SERVICE",
    "queue",
    "queue_for_staff",
    "requeue_due",
    "retry",
    "retry_all",
    "send_one",
    "try_now",
    "wait_before",
]
