"""Keeps the shared row of an event, and its facts in every language, as the first language says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Site

from hustings_events import seats
from hustings_events.models import Event, EventPage
from hustings_events.models.event_page import SHARED_FIELDS

#: A change of one of these is news for every calendar that holds the event (RFC 5545, 3.8.7.4).
SIGNIFICANT = ("title", "starts_at", "ends_at", "time_zone", "location", "status")


@transaction.atomic
def ensure_row(*, page: EventPage) -> Event | None:
    """Make or update the row of a live page; None for a draft or a page outside any site.

    Never raises for a capacity below the seats taken: publishing on schedule must go on. The
    capacity in force then stays at the seats taken and sinks as they are given back.
    """
    site = page.get_site()
    if not page.live or site is None:
        return None
    leader = _leader(page, site)
    if leader.starts_at is None or leader.ends_at is None:
        return None
    facts = _facts(leader, leader.starts_at, leader.ends_at)
    row, is_new = Event.objects.get_or_create(
        site=site,
        translation_key=page.event_key,
        defaults={**facts, "capacity_wanted": leader.capacity, "capacity": leader.capacity},
    )
    if not is_new:
        _update(row, facts, leader.capacity)
    _share(leader)
    row.refresh_from_db()
    page.row = row
    return row


def _leader(page: EventPage, site: Site) -> EventPage:
    """The page translated from: the oldest live one of this site; aliases only follow."""
    live = EventPage.objects.filter(translation_key=page.event_key, live=True, alias_of=None)
    return next((other for other in live.order_by("pk") if other.get_site() == site), page)


def _facts(page: EventPage, start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "title": page.title,
        "starts_at": start,
        "ends_at": max(start, end),
        "time_zone": page.time_zone,
        "location": page.location,
        "status": page.status,
        "takes_registrations": page.takes_registrations,
        "party_limit": page.party_limit,
    }


def _update(row: Event, facts: dict[str, Any], capacity: int | None) -> None:
    current = seats.lock(row.pk)
    changes: dict[str, Any] = dict(facts)
    if any(getattr(current, name) != facts[name] for name in SIGNIFICANT):
        changes |= {"sequence": F("sequence") + 1, "changed_at": timezone.now()}
    Event.objects.filter(pk=row.pk).update(**changes, capacity_wanted=capacity)
    Event.objects.filter(pk=row.pk).update(capacity=seats.in_force(F("seats_taken")))


def _share(leader: EventPage) -> None:
    """Dates, status and capacity are one for all languages, also where nobody pressed "sync"."""
    shared = {name: getattr(leader, name) for name in SHARED_FIELDS}
    EventPage.objects.filter(translation_key=leader.event_key, live=True).exclude(
        pk=leader.pk
    ).update(**shared)
