"""The rows people acted on (`petition:42`), as choices; fast however many acted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.cache import cache
from django.db import connection
from django.utils.translation import get_language
from wagtail.models import Page

from hustings_signup.models import Submission

SHOWN = 200
CACHED = 60  # seconds

# From one source to the next along the index of site and source: as many steps as there are
# sources. GROUP BY would read every submission there ever was.
_STEPS = """
WITH RECURSIVE found(ref) AS (
    SELECT (SELECT min(act_ref) FROM {table} WHERE site_id = %s)
    UNION ALL
    SELECT (SELECT min(act_ref) FROM {table} WHERE site_id = %s AND act_ref > found.ref)
    FROM found WHERE found.ref IS NOT NULL
)
SELECT found.ref,
    (SELECT page_id FROM {table} s WHERE s.site_id = %s AND s.act_ref = found.ref
     ORDER BY s.supporter_id DESC LIMIT 1) AS page_id,
    (SELECT max(supporter_id) FROM {table} s WHERE s.site_id = %s AND s.act_ref = found.ref)
FROM found WHERE found.ref <> '' ORDER BY 3 DESC
"""


def choices(site_ids: list[int]) -> list[tuple[str, str]]:
    """Every source of these sites with the title of its page, those somebody new came by first."""
    key = f"hustings_signup.sources.{get_language()}.{'-'.join(map(str, site_ids))}"
    found = cache.get(key)
    if found is None:
        found = list(_titled(row for site_id in site_ids for row in _steps(site_id)))[:SHOWN]
        cache.set(key, found, CACHED)
    return found


def exists(site_ids: list[int], act_ref: str) -> bool:
    """Whether anybody of these sites ever acted on it; also one too old to be offered."""
    return Submission.objects.filter(site__in=site_ids, act_ref=act_ref).exists()


def title(act_ref: str, page: Page | None) -> str:
    """What staff read: the page's title and the reference, or the reference alone."""
    return f"{page.title} ({act_ref})" if page else act_ref


def _steps(site_id: int) -> list[tuple[str, int | None, int]]:
    table = connection.ops.quote_name(Submission._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(_STEPS.format(table=table), [site_id] * 4)
        return cursor.fetchall()


def _titled(rows: Iterable[tuple[str, int | None, int]]) -> Iterator[tuple[str, str]]:
    newest: dict[str, tuple[int, int | None]] = {}
    for ref, page_id, person in rows:
        if ref not in newest or newest[ref][0] < person:
            newest[ref] = (person, page_id)
    pages = Page.objects.in_bulk([page_id for _person, page_id in newest.values() if page_id])
    for ref, (_person, page_id) in sorted(newest.items(), key=lambda item: -item[1][0]):
        yield ref, title(ref, pages.get(page_id) if page_id else None)
