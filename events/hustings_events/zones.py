"""Time zones: what editors may choose, and VTIMEZONE components that say when clocks change."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise

import icalendar
from django.utils import timezone
from django.utils.translation import gettext as _

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@cache
def _names() -> tuple[str, ...]:
    """Zones of places; the bare abbreviations (EST, CET) and aliases for machines are left out."""
    places = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe")
    return tuple(
        sorted(
            name
            for name in zoneinfo.available_timezones()
            if name.split("/")[0] in (*places, "Indian", "Pacific")
        )
    )


def choices() -> list[tuple[str, str]]:
    """The zones of an event, by name."""
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in _names())]


def default_name() -> str:
    """The zone of the installation, where most events take place."""
    return timezone.get_default_timezone_name()


def zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone of this name; the installation's for a name this machine does not know."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo(default_name())


def spoken(name: str) -> str:
    """The zone as people say it: "Paris time"."""
    if name == "UTC":
        return "UTC"
    city = name.rpartition("/")[2].replace("_", " ")
    return _("%(city)s time") % {"city": city}


@cache
def vtimezone(name: str, first: int, last: int) -> icalendar.Timezone:
    """The clock changes of a zone from the year `first` to the year `last`.

    Written here because icalendar 7.3 dates the change to summer time by the new clock, where
    RFC 5545, 3.6.5 wants the old one: an hour would be wrong on that night.
    """
    key = zone(name)
    start = datetime(first, 1, 1, tzinfo=UTC) - DAY
    end = datetime(last + 1, 1, 1, tzinfo=UTC) + DAY
    component = icalendar.Timezone()
    component.add("TZID", name)
    opening = start.astimezone(key)
    component.add_component(_observance(opening, opening))
    for before, after in _changes(key, start, end):
        component.add_component(_observance(before, after))
    return component


def _changes(
    key: zoneinfo.ZoneInfo, start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """Pairs (last minute before, first minute after) of every change of offset."""
    days = [start + DAY * number for number in range((end - start).days + 1)]
    found = []
    for low, high in pairwise(days):
        if low.astimezone(key).utcoffset() == high.astimezone(key).utcoffset():
            continue
        while high - low > MINUTE:
            middle = low + (high - low) // 2 // MINUTE * MINUTE
            if middle.astimezone(key).utcoffset() == low.astimezone(key).utcoffset():
                low = middle
            else:
                high = middle
        found.append((low.astimezone(key), high.astimezone(key)))
    return found


def _observance(
    before: datetime, after: datetime
) -> icalendar.TimezoneStandard | icalendar.TimezoneDaylight:
    kind = icalendar.TimezoneDaylight if after.dst() else icalendar.TimezoneStandard
    old_offset = before.utcoffset() or timedelta(0)
    part = kind()
    part.DTSTART = (after.astimezone(UTC) + old_offset).replace(tzinfo=None)
    part.TZOFFSETFROM = old_offset
    part.TZOFFSETTO = after.utcoffset() or timedelta(0)
    part.add("TZNAME", after.tzname() or "")
    return part
