"""iCalendar (RFC 5545): one event, or an agenda, that strict programs read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

import icalendar
from django.utils.translation import gettext as _

from hustings_events import zones
from hustings_events.models import Event, EventPage

MIME_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Hustings//Events//{language}"


def feed(name: str, pages: Iterable[tuple[EventPage, Event]], *, language: str) -> bytes:
    """A calendar to subscribe to: the pages of one language with their shared rows."""
    calendar = _calendar(language)
    calendar.add("NAME", name)  # RFC 7986, 5.1
    calendar.add("X-WR-CALNAME", name)
    listed = list(pages)
    for page, row in listed:
        calendar.add_component(_component(page, row))
    return _finish(calendar, [row for _page, row in listed])


def single(page: EventPage, row: Event, *, private_details: str = "") -> bytes:
    """One event as a file; `private_details` only for somebody who is registered."""
    calendar = _calendar(page.locale.language_code)
    calendar.add_component(_component(page, row, private_details=private_details))
    return _finish(calendar, [row])


def _calendar(language: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("PRODID", PRODUCT.format(language=language.upper()))
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    return calendar


def _component(page: EventPage, row: Event, *, private_details: str = "") -> icalendar.Event:
    """The UID is the row's: the same in every language, and for ever (RFC 7986, 5.3)."""
    zone = zones.zone(row.time_zone)
    event = icalendar.Event()
    event.add("UID", str(row.uuid))
    event.add("DTSTAMP", row.changed_at.astimezone(UTC))
    event.add("LAST-MODIFIED", row.changed_at.astimezone(UTC))
    event.add("SEQUENCE", row.sequence)
    event.add("DTSTART", row.starts_at.astimezone(zone))
    event.add("DTEND", row.ends_at.astimezone(zone))
    event.add("SUMMARY", _summary(page, row))
    event.add("STATUS", "CANCELLED" if row.is_cancelled else "CONFIRMED")
    event.add("URL", page.full_url)
    event.add("CATEGORIES", [page.get_kind_display()])
    if page.location:
        event.add("LOCATION", page.location)
    description = [page.status_note, page.lead, private_details, page.full_url]
    event.add("DESCRIPTION", "\n\n".join(_clean(part) for part in description if part))
    return event


def _summary(page: EventPage, row: Event) -> str:
    # Many programs ignore STATUS in a subscribed calendar: say it in the title too.
    title = _clean(page.title)
    return _("Cancelled: %(title)s") % {"title": title} if row.is_cancelled else title


def _clean(text: str) -> str:
    """Without the control characters that RFC 5545, 3.1 forbids; line breaks stay."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in unified if c in "\n\t" or (ord(c) >= 0x20 and ord(c) != 0x7F))


def _finish(calendar: icalendar.Calendar, rows: list[Event]) -> bytes:
    """With the VTIMEZONE of every zone used, before the events."""
    years: dict[str, list[int]] = {}
    for row in rows:
        key = zones.zone(row.time_zone).key
        if key != "UTC":
            local = (row.starts_at.astimezone(zones.zone(key)), row.ends_at)
            years.setdefault(key, []).extend(moment.year for moment in local)
    for place, (key, found) in enumerate(sorted(years.items())):
        calendar.subcomponents.insert(place, zones.vtimezone(key, min(found), max(found)))
    return calendar.to_ical()
