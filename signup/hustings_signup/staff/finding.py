"""One page of the people who satisfy every filter, found from whichever side is shorter.

A planner guesses how many rows a filter leaves, and a wrong guess on a million people costs
seconds: a petition of two years ago is signed by many, none of them among the newest. So each
filter is measured first, never further than the list counts (an index scan of a few milliseconds):

- one of them is rare: its people are read whole, then sorted and cut here;
- all are frequent: the one whose index is in the order of the list is walked from the cursor on,
  and the others are asked about each row, until the page is full.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, Max, Model, OuterRef, Prefetch, QuerySet
from django.http import QueryDict

from hustings_signup.models import (
    PersonFacts,
    SearchTerm,
    Submission,
    Subscription,
    Supporter,
    Tagging,
)
from hustings_signup.segments.query import roomy
from hustings_signup.staff import paging

#: Whose indexes end in the person or begin with one: they can be walked in the order of the list.
#: Submissions first, since they have their season; words last, since they have none.
IN_ORDER: tuple[type[Model], ...] = (
    Submission,
    Tagging,
    Subscription,
    PersonFacts,
    SearchTerm,
)


@dataclass
class Wanted:
    """People filtered by their own columns, and rows about them of which each must exist."""

    people: QuerySet[Supporter]
    parts: list[QuerySet[Any]] = field(default_factory=list)
    #: Whether `people` is narrowed by more than sites that are all there are.
    is_narrowed: bool = True
    #: Whether the newest of them may be far down the list: only people known before some day.
    has_last_day: bool = False
    #: Whether sets have to be kept in memory while people are compared with them.
    is_heavy: bool = False

    def queryset(self) -> QuerySet[Supporter]:
        """Everything as one query, for exports and exact counts."""
        found = self.people
        for part in self.parts:
            found = found.filter(pk__in=part.order_by().values("supporter"))
        return found


def paginate(wanted: Wanted, *, params: QueryDict, size: int) -> paging.KeysetPage:
    """The page that `params` asks for, as `paging.paginate` would give it."""
    with roomy() if wanted.is_heavy else nullcontext():
        return _paginate(wanted, params=params, size=size)


def _paginate(wanted: Wanted, *, params: QueryDict, size: int) -> paging.KeysetPage:
    if not wanted.is_narrowed and [part.model for part in wanted.parts] == [PersonFacts]:
        return _of_segment(wanted.parts[0], params=params, size=size)
    if wanted.is_narrowed or wanted.parts:
        measured = [*wanted.parts, wanted.people] if wanted.is_narrowed else wanted.parts
        if any(_count(part) <= paging.COUNT_LIMIT for part in measured):
            return _from_few(wanted, params=params, size=size)
    if not wanted.parts:
        people = wanted.people
        if wanted.has_last_day and not {"before", "after"} & set(params):
            # Without the + 0 it is looked for from the top of the list.
            top = people.order_by().aggregate(top=Max(F("pk") + 0))["top"]
            people = people.filter(pk__lte=top)
        return paging.paginate(_shown(people), params=params, size=size)
    driver = min(wanted.parts, key=lambda part: IN_ORDER.index(part.model))
    rows = driver.order_by()
    if wanted.is_narrowed:
        rows = rows.filter(Exists(wanted.people.order_by().filter(pk=OuterRef("supporter"))))
    for other in wanted.parts:
        if other is not driver:
            rows = rows.filter(Exists(other.order_by().filter(supporter=OuterRef("supporter"))))
    return paging.paginate(
        rows.values_list("supporter", flat=True).distinct(),
        params=params,
        size=size,
        key="supporter",
        load=_loaded,
    )


def _of_segment(facts: QuerySet[Any], *, params: QueryDict, size: int) -> paging.KeysetPage:
    """Nothing but a segment, one row per person: what is counted need not be read again."""
    people = facts.order_by().values_list("supporter", flat=True)
    ids = list(people[: paging.COUNT_LIMIT + 1])
    if len(ids) <= paging.COUNT_LIMIT:
        return _from_ids(ids, params=params, size=size)
    return paging.paginate(
        people, params=params, size=size, key="supporter", load=_loaded, total=len(ids)
    )


def _count(part: QuerySet[Any]) -> int:
    return part.order_by()[: paging.COUNT_LIMIT + 1].count()


def _from_few(wanted: Wanted, *, params: QueryDict, size: int) -> paging.KeysetPage:
    """Every id at once: no more than the list counts."""
    ids = list(wanted.queryset().order_by().values_list("pk", flat=True))
    return _from_ids(ids, params=params, size=size)


def _from_ids(ids: list[int], *, params: QueryDict, size: int) -> paging.KeysetPage:
    ids = sorted(ids, reverse=True)
    before, after = paging.cursor(params.get("before")), paging.cursor(params.get("after"))
    if after is not None:
        newer = [pk for pk in ids if pk > after]
        start = max(len(newer) - size, 0)
    else:
        start = sum(pk >= before for pk in ids) if before is not None else 0
    return paging.assembled(
        _loaded(ids[start : start + size]),
        has_newer=start > 0,
        has_older=start + size < len(ids),
        total=len(ids),
        params=params,
    )


def _loaded(ids: list[int]) -> list[Supporter]:
    """The people of a page, in the order of their ids."""
    found = _shown(Supporter.objects.all()).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def _shown(people: QuerySet[Supporter]) -> QuerySet[Supporter]:
    """With what a row of the list shows."""
    worn = Prefetch("taggings", Tagging.objects.select_related("tag"))
    return people.select_related("site").prefetch_related("subscriptions", worn)
