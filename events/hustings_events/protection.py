"""An event with registrations is not deleted: people rely on it, and must be told."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from hustings_events.models import EventPage, Registration


def registrations_below(pages: Iterable[Page]) -> QuerySet[Registration]:
    """Registrations of the events among these pages and all below them."""
    found: set[UUID] = set()
    for page in pages:
        below = EventPage.objects.descendant_of(page, inclusive=True)
        found.update(below.values_list("translation_key", flat=True))
    return Registration.objects.filter(event__translation_key__in=found)


def refusal(pages: Iterable[Page]) -> str:
    """Why these pages may not be deleted; "" when they may."""
    registrations = registrations_below(pages)
    first = registrations.select_related("event").first()
    if first is None:
        return ""
    count = registrations.filter(event=first.event_id).count()
    reason = ngettext(
        "“%(title)s” has %(count)d registration and cannot be deleted.",
        "“%(title)s” has %(count)d registrations and cannot be deleted.",
        count,
    ) % {"title": first.event.title, "count": count}
    return f"{reason} {_('Mark it as cancelled, or unpublish it: the registrations stay.')}"


def moves_away(page: Page, parent: Page) -> bool:
    """Whether a move would carry registrations to another site, that is to another controller."""
    return page.get_site() != parent.get_site() and registrations_below([page]).exists()
