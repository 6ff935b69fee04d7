"""Dates of the demonstration: always the same distance from the day it is built."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKS_TO_THE_VOTE = 16


def polling_days(today: date) -> tuple[date, date]:
    """Two Sundays a week apart, the first about sixteen weeks ahead."""
    first = on_weekday(today + timedelta(weeks=WEEKS_TO_THE_VOTE), "sunday")
    return first, first + timedelta(weeks=1)


def on_weekday(near: date, weekday: str) -> date:
    """The day of that name nearest to a date, at most three days away."""
    days = (WEEKDAYS.index(weekday) - near.weekday() + 3) % 7 - 3
    return near + timedelta(days=days)


def moment(day: date, clock: str) -> datetime:
    """The moment at which the campaign's clocks show `18:45` on a day."""
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


def days_ago(now: datetime, days: float, clock: str = "") -> datetime:
    """A moment so many days back, at a time of day when one is given."""
    past = now - timedelta(days=days)
    return moment(timezone.localtime(past).date(), clock) if clock else past
