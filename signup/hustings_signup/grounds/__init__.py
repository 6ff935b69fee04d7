"""What each personal value rests on: the ledger, or one of the closed, declared list.

The audit, the outbox and the exports ask here, so that a row nobody asked for (slipped in by
SQL, say) is found, is not written to and does not leave.
"""

from hustings_signup.grounds.people import groundless, has_ground, unfounded, without_ground
from hustings_signup.grounds.sending import may_send
from hustings_signup.grounds.standing import Forms, Standing, forms, standings

__all__ = [
    "Forms",
    "Standing",
    "forms",
    "groundless",
    "has_ground",
    "may_send",
    "standings",
    "unfounded",
    "without_ground",
]
