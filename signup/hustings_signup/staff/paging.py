"""Keyset paging: as fast on the last page of a million rows as on the first (speed.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

#: Nothing is counted further than this: an exact count of a million rows costs more than the page.
COUNT_LIMIT = 10_000
#: The largest id a cursor may name (BigAutoField).
MAX_ID = 2**63 - 1


@dataclass
class KeysetPage:
    """The rows of one page, newest first, and the query strings of its neighbours ("" = none)."""

    rows: list[Any]
    newer: str = ""
    older: str = ""
    newest: str = ""
    total: int = 0
    more_than_counted: bool = False
    params: QueryDict = field(default_factory=QueryDict)


def cursor(raw: str | None) -> int | None:
    """The id in a query string; None when absent or no id."""
    if raw and raw.isascii() and raw.isdigit() and int(raw[:19]) <= MAX_ID:
        return int(raw[:19])
    return None


def paginate(
    queryset: QuerySet,
    *,
    params: QueryDict,
    size: int,
    key: str = "pk",
    load: Callable[[QuerySet], Iterable[Any]] = list,
    total: int | None = None,
) -> KeysetPage:
    """The page that `params` asks for with `before` or `after` (an id); two queries, one when
    the caller has counted (`total`, up to one more than `COUNT_LIMIT`).

    `older` leads to smaller ids, `newer` to larger ones; whatever else `params` holds is kept.
    With another `key` the rows are ids of that kind. `load` gets those of the page, as a query,
    and gives the objects to show for them, in any order.
    """
    queryset = queryset.order_by()
    counted = queryset[: COUNT_LIMIT + 1].count() if total is None else total
    before, after = cursor(params.get("before")), cursor(params.get("after"))
    if after is not None:
        found = queryset.filter(**{f"{key}__gt": after}).order_by(key)
    elif before is not None:
        found = queryset.filter(**{f"{key}__lt": before}).order_by(f"-{key}")
    else:
        found = queryset.order_by(f"-{key}")
    rows = sorted(load(found[: size + 1]), key=lambda row: row.pk, reverse=True)
    has_more = len(rows) > size
    if after is not None:
        has_newer, has_older, rows = has_more, True, rows[-size:]
    else:
        has_newer, has_older, rows = before is not None, has_more, rows[:size]
    return assembled(rows, has_newer=has_newer, has_older=has_older, total=counted, params=params)


def assembled(
    rows: list[Any], *, has_newer: bool, has_older: bool, total: int, params: QueryDict
) -> KeysetPage:
    """The page of these rows, with the way to its neighbours."""
    page = KeysetPage(
        rows=rows,
        total=min(total, COUNT_LIMIT),
        more_than_counted=total > COUNT_LIMIT,
        params=params,
    )
    if has_newer:
        page.newest = _query(params)
        page.newer = _query(params, after=rows[0].pk) if rows else page.newest
    if has_older and rows:
        page.older = _query(params, before=rows[-1].pk)
    return page


def without_cursor(params: QueryDict) -> str:
    """The query string of the list without its position: `?state=active`, or ""."""
    return _query(params).rstrip("?")


def _query(params: QueryDict, **change: int) -> str:
    kept = params.copy()
    for name in ("before", "after", "_w_filter_fragment"):
        kept.pop(name, None)
    for name, value in change.items():
        kept[name] = str(value)
    return f"?{kept.urlencode()}"
