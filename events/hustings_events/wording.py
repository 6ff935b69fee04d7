"""Dates as people read them, in the language that is active now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format

# Weekday, day, month, year: this order is right in French and in English.
DAY_FORMAT = "l j F Y"


@dataclass(frozen=True)
class DateBox:
    """The parts of a date for a small box; `iso` is for the `<time>` element."""

    iso: str
    weekday: str
    day: str
    month: str


def date_box(local: datetime) -> DateBox:
    """The box of a clock time at the place. (Template filters would turn it to our own zone.)"""
    return DateBox(
        iso=local.isoformat(),
        weekday=date_format(local, "D"),
        day=date_format(local, "j"),
        month=date_format(local, "N"),
    )


def when(start: datetime | None, end: datetime | None) -> str:
    """ "Saturday 12 December 2026, 18:30 – 20:30"; with the last day where it is another one."""
    if start is None:
        return ""
    begins = f"{date_format(start, DAY_FORMAT)}, {date_format(start, 'TIME_FORMAT')}"
    if end is None:
        return begins
    ends = date_format(end, "TIME_FORMAT")
    if end.date() != start.date():
        ends = f"{date_format(end, DAY_FORMAT)}, {ends}"
    return f"{begins} – {ends}"
