"""What Wagtail tells us: a page was published, or is about to go for good."""

from __future__ import annotations

from typing import Any

from django.db.models import ProtectedError
from django.db.models.signals import pre_delete
from wagtail.signals import page_published

from hustings_events import protection, services
from hustings_events.models import EventPage


def connect() -> None:
    """Listen to event pages; called once at start."""
    page_published.connect(_published, sender=EventPage, dispatch_uid="hustings_events.published")
    pre_delete.connect(_guard, sender=EventPage, dispatch_uid="hustings_events.guard")


def _published(instance: EventPage, **kwargs: Any) -> None:
    """Also sent for a page that is only scheduled; `ensure_row` leaves that one alone."""
    services.ensure_row(page=instance)


def _guard(instance: EventPage, **kwargs: Any) -> None:
    """The last guard, for every way of deleting; the admin has said so before it comes here."""
    registrations = protection.registrations_below([instance])
    if registrations:
        raise ProtectedError("This event has registrations.", set(registrations[:1]))
