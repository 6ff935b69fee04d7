"""The only writers of events and registrations: verbs, keyword-only, each one transaction."""

from hustings_events.services.cancelling import cancel
from hustings_events.services.confirming import confirm
from hustings_events.services.publishing import ensure_row
from hustings_events.services.queueing import promote
from hustings_events.services.registering import Closed, register
from hustings_events.services.upkeep import fill_free_seats, recount, release_expired

__all__ = [
    "Closed",
    "cancel",
    "confirm",
    "ensure_row",
    "fill_free_seats",
    "promote",
    "recount",
    "register",
    "release_expired",
]
