"""Which events a list shows: what is coming or past, by town and kind, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Page as Slice
from django.core.paginator import Paginator
from django.db.models import Count
from django.utils import timezone
from wagtail.query import PageQuerySet

if TYPE_CHECKING:
    from hustings_events.models import EventIndexPage

PER_PAGE = 12
PAST = "past"


@dataclass(frozen=True)
class Agenda:
    """One page of the list, what may be chosen, and what was."""

    events: Slice
    towns: list[str]
    kinds: list[tuple[str, str]]
    town: str
    kind: str
    is_past: bool

    @property
    def is_filtered(self) -> bool:
        """Whether something was chosen."""
        return bool(self.town or self.kind)

    @property
    def query(self) -> str:
        """The choice as the beginning of a query string, for the pager."""
        chosen = {"when": PAST if self.is_past else "", "town": self.town, "kind": self.kind}
        words = urlencode({name: value for name, value in chosen.items() if value})
        return f"{words}&" if words else ""


def events(index: EventIndexPage) -> PageQuerySet[Any]:
    """The public events of an agenda that have a date, without their texts."""
    from hustings_events.models import EventPage

    pages = EventPage.objects.child_of(index).live().public().filter(starts_at__isnull=False)
    return pages.defer("body", "private_details").select_related("locale", "image")


def coming(index: EventIndexPage) -> PageQuerySet[Any]:
    """What is not over yet, the next one first."""
    return events(index).filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")


def past(index: EventIndexPage) -> PageQuerySet[Any]:
    """What is over, the last one first."""
    return events(index).filter(ends_at__lt=timezone.now()).order_by("-starts_at", "-pk")


def shown(index: EventIndexPage, query: Mapping[str, str]) -> Agenda:
    """The list for a query string; a choice that makes no sense is as if it were not made."""
    is_past = query.get("when") == PAST
    listed = past(index) if is_past else coming(index)
    counts = list(listed.order_by().values_list("town", "kind").annotate(count=Count("pk")))
    towns = sorted({town for town, _kind, _count in counts if town}, key=str.casefold)
    used = {kind for _town, kind, _count in counts}
    kinds = [(value, label) for value, label in listed.model.Kind.choices if value in used]
    town = query.get("town", "") if query.get("town") in towns else ""
    kind = query.get("kind", "") if query.get("kind") in used else ""
    if town:
        listed = listed.filter(town=town)
    if kind:
        listed = listed.filter(kind=kind)
    paginator = Paginator(listed, PER_PAGE)
    # Known already: no second query for it.
    paginator.count = sum(c for t, k, c in counts if town in ("", t) and kind in ("", k))
    return Agenda(
        events=paginator.get_page(query.get("page")),
        towns=towns,
        kinds=kinds,
        town=town,
        kind=kind,
        is_past=is_past,
    )
