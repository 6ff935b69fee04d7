"""One page of the people who satisfy every filter, found from whichever side is shorter.

A planner guesses how many rows a filter leaves, and a wrong guess on a million people costs
seconds: a petition of two years ago is signed by many, none of them among the newest. So each
filter is measured first, never further than the list counts (an index scan of a few milliseconds):

- one of them is rare: its people are read whole, then sorted and cut here;
- all are frequent: the one whose index is in the order of the list is walked from the cursor on,
  and the others are asked about each row, until the page is full.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, Exists, F, Max, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.http import QueryDict

from hustings_signup.joined import Joined
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
    parts = wanted.parts
    if not wanted.is_narrowed and [part.model for part in parts] == [PersonFacts]:
        return _of_segment(parts[0], params=params, size=size)
    total = None
    if len(parts) == 1 and not wanted.is_narrowed:
        # Counted as the list counts: each person once.
        total = _counts([_people_of(parts[0])])[0]
        if total <= paging.COUNT_LIMIT:
            return _from_few(wanted, params=params, size=size)
    elif parts or wanted.is_narrowed:
        measured = [*parts, wanted.people] if wanted.is_narrowed else parts
        rows = [part.order_by().values("pk") for part in measured]
        if any(count <= paging.COUNT_LIMIT for count in _counts(rows)):
            return _from_few(wanted, params=params, size=size)
    if not parts:
        people = wanted.people
        if wanted.has_last_day and not {"before", "after"} & set(params):
            # Without the + 0 it is looked for from the top of the list.
            top = people.order_by().aggregate(top=Max(F("pk") + 0))["top"]
            people = people.filter(pk__lte=top)
        return paging.paginate(people, params=params, size=size, load=_shown)
    driver = min(parts, key=lambda part: IN_ORDER.index(part.model))
    walked = driver.order_by()
    if wanted.is_narrowed:
        walked = walked.filter(Exists(wanted.people.order_by().filter(pk=OuterRef("supporter"))))
    for other in parts:
        if other is not driver:
            walked = walked.filter(Exists(other.order_by().filter(supporter=OuterRef("supporter"))))
    return _of_ids(_people_of(walked), params=params, size=size, total=total)


def _of_segment(facts: QuerySet[Any], *, params: QueryDict, size: int) -> paging.KeysetPage:
    """Nothing but a segment, one row per person: what is counted need not be read again."""
    people = facts.order_by().values_list("supporter", flat=True)
    ids = list(people[: paging.COUNT_LIMIT + 1])
    if len(ids) <= paging.COUNT_LIMIT:
        return _from_ids(ids, params=params, size=size)
    return _of_ids(people, params=params, size=size, total=len(ids))


def _of_ids(
    ids: QuerySet[Any], *, params: QueryDict, size: int, total: int | None
) -> paging.KeysetPage:
    """The page of these ids, found and shown by one statement."""
    return paging.paginate(
        ids, params=params, size=size, key="supporter", load=_loaded, total=total
    )


def _people_of(part: QuerySet[Any]) -> QuerySet[Any]:
    """The ids of people in these rows, each once."""
    return part.order_by().values_list("supporter", flat=True).distinct()


def _counts(parts: list[QuerySet[Any]]) -> list[int]:
    """How many rows each has, none counted further than the list counts. One statement."""
    selects: list[str] = []
    params: list[Any] = []
    for part in parts:
        try:
            sql, values = part[: paging.COUNT_LIMIT + 1].query.sql_with_params()
        except EmptyResultSet:
            selects.append("0")
            continue
        # SQL that Django wrote: every value stays a parameter.
        selects.append(f"(SELECT COUNT(*) FROM ({sql}) counted)")  # noqa: S608
        params += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(selects)}", params)
        return list(cursor.fetchone())


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
        list(_loaded(ids[start : start + size]).order_by("-pk")),
        has_newer=start > 0,
        has_older=start + size < len(ids),
        total=len(ids),
        params=params,
    )


def _loaded(ids: Collection[int] | QuerySet[Any]) -> QuerySet[Supporter]:
    """The people of these ids."""
    return _shown(Supporter.objects.filter(pk__in=ids))


def _shown(people: QuerySet[Supporter]) -> QuerySet[Supporter]:
    """With what a row of the list shows: `list_states` and `tag_names`, a line each."""
    lists = Subscription.objects.filter(supporter=OuterRef("pk")).order_by("purpose")
    worn = Tagging.objects.filter(supporter=OuterRef("pk")).order_by("tag__name")
    state = Concat("purpose", Value(" "), "state", output_field=CharField())
    return people.select_related("site").annotate(
        list_states=Joined(lists.values(text=state), "\n"),
        tag_names=Joined(worn.values(text=F("tag__name")), "\n"),
    )
