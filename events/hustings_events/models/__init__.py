"""Models of the agenda: pages, the row their translations share, registrations."""

from hustings_events.models.event import MAX_PARTY, Event, Status
from hustings_events.models.event_page import EventPage
from hustings_events.models.index_page import EventIndexPage
from hustings_events.models.registration import MAX_HELD, Registration

__all__ = [
    "MAX_HELD",
    "MAX_PARTY",
    "Event",
    "EventIndexPage",
    "EventPage",
    "Registration",
    "Status",
]
