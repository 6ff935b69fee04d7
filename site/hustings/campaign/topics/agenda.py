"""The events, past and to come."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from hustings.campaign.calendar import days_ago, moment, on_weekday
from hustings.campaign.content_files import read_folder, words
from hustings.campaign.drafts import Draft, Placeholders

#: An event is announced so long before it takes place.
NOTICE_DAYS = 24


def drafts(placeholders: Placeholders, now: datetime) -> list[Draft]:
    """One page per file of content/demo/agenda."""
    return [
        Draft(
            key=f"agenda/{key}",
            model="hustings_events.EventPage",
            parent="agenda",
            words=words(texts, placeholders),
            shared=_shared(texts, day_of(texts, now)),
            published_at=announced(day_of(texts, now), now),
        )
        for key, texts in read_folder("demo", "agenda").items()
    ]


def day_of(texts: dict[str, Any], now: datetime) -> date:
    """The day of an event: about `in_days` from now, on its day of the week."""
    near = timezone.localtime(now).date() + timedelta(days=texts["in_days"])
    return on_weekday(near, texts["weekday"])


def announced(day: date, now: datetime) -> datetime:
    """When an event was published: some weeks before, and never in the future."""
    return min(moment(day - timedelta(days=NOTICE_DAYS), "10:00"), days_ago(now, 2, "10:00"))


def _shared(texts: dict[str, Any], day: date) -> dict[str, Any]:
    return {
        "kind": texts["kind"],
        "starts_at": moment(day, texts["starts"]),
        "ends_at": moment(day, texts["ends"]),
        "capacity": texts["capacity"],
        "party_limit": texts.get("party_limit", 4),
        "image": f"image:{texts['image']}",
    }
