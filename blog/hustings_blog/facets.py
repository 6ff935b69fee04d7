"""What the index offers to choose from: kinds, years and the most used tags, with counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from hustings_blog.kinds import Kind
from hustings_blog.models.tag import BlogTag
from hustings_blog.querysets import PostQuerySet
from hustings_blog.selection import Selection

TAGS_OFFERED = 12


@dataclass(frozen=True)
class Choice:
    """A link that narrows the list; pressing the current one again widens it."""

    label: str
    query_string: str
    count: int
    current: bool


@dataclass(frozen=True)
class Facets:
    """The choices of one index."""

    kinds: list[Choice]
    years: list[Choice]
    tags: list[Choice]


def of(posts: PostQuerySet, selection: Selection, locale_id: int) -> Facets:
    """The choices among all listed `posts`, whatever is selected now: two queries."""
    kinds: Counter[str] = Counter()
    years: Counter[int] = Counter()
    grouped = posts.order_by().values_list("kind", "published_on__year").annotate(Count("pk"))
    for kind, year, count in grouped:
        kinds[kind] += count
        years[year] += count
    return Facets(
        kinds=[
            choice(selection, str(kind.label), kinds[kind.value], kind=kind.value)
            for kind in Kind
            if kinds[kind.value]
        ],
        years=[
            choice(selection, str(year), years[year], year=year)
            for year in sorted(years, reverse=True)
        ],
        tags=tag_choices(posts, selection, locale_id),
    )


def tag_choices(posts: PostQuerySet, selection: Selection, locale_id: int) -> list[Choice]:
    """The most used tags of these posts."""
    tags = (
        BlogTag.objects.filter(tagged_posts__content_object__in=posts.order_by())
        .annotate(uses=Count("tagged_posts"))
        .worded(locale_id)
        .order_by("-uses", "name")[:TAGS_OFFERED]
    )
    return [
        choice(selection, tag.wording, tag.uses, tag=tag)
        for tag in sorted(tags, key=lambda tag: tag.wording.casefold())
    ]


def choice(selection: Selection, label: str, count: int, **value: object) -> Choice:
    """The link that selects `value`, or gives it up when it is selected."""
    [(name, wanted)] = value.items()
    current = getattr(selection, name) == wanted
    target = selection.but(**{name: type(selection)().__dict__[name] if current else wanted})
    return Choice(label, target.query_string, count, current)
