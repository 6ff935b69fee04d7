"""Events and registrations on the move (`hustings_signup.portability`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from wagtail.models import Site

from hustings_events.models import Event, Registration
from hustings_signup import portability
from hustings_signup.ledger import moment
from hustings_signup.portability import Rendering, Table
from hustings_signup.portability.osdi import collection, links

BATCH = 2000
#: As OSDI 1.x names them; who never confirmed is in no file.
STATUS = {
    Registration.State.REGISTERED: "accepted",
    Registration.State.WAITING: "tentative",
    Registration.State.CANCELLED: "cancelled",
}


def connect() -> None:
    """Called once, when the app starts."""
    portability.register(
        Table("hustings_events.Event"), Table("hustings_events.Registration", "event__site")
    )
    portability.render(
        Rendering("events.osdi.json", events), Rendering("attendances.osdi.json", attendances)
    )


def events(site: Site) -> Iterator[bytes]:
    """`osdi:events` with the seats that are taken."""
    found = Event.objects.filter(site=site).order_by("pk")
    return collection("events", (_event(event) for event in found))


def _event(event: Event) -> dict[str, Any]:
    return {
        "identifiers": [f"hustings:{event.uuid}"],
        "title": event.title,
        "status": "cancelled" if event.is_cancelled else "confirmed",
        "start_date": moment(event.starts_at),
        "end_date": moment(event.ends_at),
        "timezone_identifier": event.time_zone,
        "capacity": event.capacity,
        "total_accepted": event.seats_taken,
        "location": {"venue": event.location},
    }


def attendances(site: Site) -> Iterator[bytes]:
    """`osdi:attendances` of confirmed mailboxes."""
    return collection("attendances", _attendances(site))


def _attendances(site: Site) -> Iterator[dict[str, Any]]:
    found = Registration.objects.filter(
        event__site=site, state__in=STATUS, confirmed_at__isnull=False
    ).order_by("pk")
    last = 0
    while batch := list(
        found.filter(pk__gt=last).values_list(
            "pk", "confirmed_at", "state", "party_size", "event__uuid", "supporter__uuid"
        )[:BATCH]
    ):
        for pk, confirmed_at, state, party_size, event, person in batch:
            yield {
                "identifiers": [f"hustings:registration-{pk}"],
                "action_date": moment(cast(datetime, confirmed_at)),
                "status": STATUS[Registration.State(state)],
                "tickets": party_size,
                "_links": links(event=event, person=person),
            }
        last = batch[-1][0]
