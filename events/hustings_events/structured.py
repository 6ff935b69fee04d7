"""What machines read on an event page: a schema.org Event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from hustings_home import seo
from hustings_home.languages import code_of
from hustings_home.models import IdentitySettings

if TYPE_CHECKING:
    from hustings_events.models import EventPage


def event(page: EventPage, request: HttpRequest | None) -> list[dict[str, Any]]:
    """The event with its place and state; empty for a draft without dates."""
    if page.local_start is None or page.local_end is None:
        return []
    state = "EventCancelled" if page.is_cancelled else "EventScheduled"
    is_online = page.kind == page.Kind.ONLINE
    mode = "OnlineEventAttendanceMode" if is_online else "OfflineEventAttendanceMode"
    data: dict[str, Any] = {
        "@context": seo.CONTEXT,
        "@type": "Event",
        "name": page.title,
        "url": page.full_url,
        "startDate": page.local_start.isoformat(),
        "endDate": page.local_end.isoformat(),
        "eventStatus": f"{seo.CONTEXT}/{state}",
        "eventAttendanceMode": f"{seo.CONTEXT}/{mode}",
        "inLanguage": code_of(page),
        "isAccessibleForFree": True,
        "location": {"@type": "VirtualLocation", "url": page.full_url}
        if is_online
        else place(page),
    }
    if page.lead:
        data["description"] = page.lead
    if publisher := IdentitySettings.read_for_request(request).publisher:
        data["organizer"] = {"@type": "Organization", "name": publisher}
    return [data]


def place(page: EventPage) -> dict[str, Any]:
    """Where it is, as far as the public is told."""
    address = {
        "streetAddress": page.address,
        "postalCode": page.postcode,
        "addressLocality": page.town,
    }
    return {
        "@type": "Place",
        "name": page.place_name or page.town,
        "address": {
            "@type": "PostalAddress",
            **{name: value for name, value in address.items() if value},
        },
    }
