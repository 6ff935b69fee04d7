"""What a visitor chose to see of the news: parameters of the address, checked once.

Anything that cannot exist (an unknown tag, page 0, a NUL byte) is "not found", never an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage, Paginator
from django.core.paginator import Page as PageOfItems
from django.core.validators import validate_unicode_slug
from django.db import models
from django.http import Http404

from hustings_blog import reading
from hustings_blog.kinds import Kind
from hustings_blog.models.author import Author
from hustings_blog.models.tag import BlogTag
from hustings_blog.querysets import PostQuerySet

POSTS_PER_PAGE = 12
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Selection:
    """A kind, a tag, an author and a year; each may be absent."""

    kind: str = ""
    year: int | None = None
    tag: BlogTag | None = None
    author: Author | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, str], locale_id: int, site_id: int | None) -> Selection:
        """What an address asks for, worded in a language; Http404 when it names nothing that the
        site knows."""
        author = found(Author.objects.filter(site=site_id), query.get("author", ""))
        return cls(
            kind=kind_named(query.get("kind", "")),
            year=year_named(query.get("year", "")),
            tag=found(BlogTag.objects.filter(site=site_id).worded(locale_id), query.get("tag", "")),
            author=author and reading.author_in(author, locale_id),
        )

    def __bool__(self) -> bool:
        return any((self.kind, self.year, self.tag, self.author))

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of the address, always in the same order."""
        chosen = {
            "kind": self.kind,
            "tag": self.tag.slug if self.tag else "",
            "author": self.author.slug if self.author else "",
            "year": str(self.year or ""),
        }
        return {name: value for name, value in chosen.items() if value}

    @property
    def query_string(self) -> str:
        """`?kind=opinion&year=2026`, or nothing."""
        return f"?{urlencode(self.parameters)}" if self else ""

    @property
    def pager_query(self) -> str:
        """What stands before `page=` in the address of another page of the list."""
        return f"{urlencode(self.parameters)}&" if self else ""

    def but(self, **changes: Any) -> Selection:
        """The same selection with other values."""
        return replace(self, **changes)

    def labels(self) -> Iterator[str]:
        """What was chosen, in words."""
        if self.kind:
            yield str(Kind(self.kind).label)
        if self.tag:
            yield self.tag.wording
        if self.author:
            yield self.author.name
        if self.year:
            yield str(self.year)

    def page_of(self, posts: PostQuerySet, query: Mapping[str, str]) -> PageOfItems:
        """The asked page of the selected posts; Http404 beyond the last."""
        paginator = Paginator(posts.narrowed(self), POSTS_PER_PAGE)
        try:
            return paginator.page(query.get("page", "1"))
        except InvalidPage as error:
            raise Http404 from error


def kind_named(name: str) -> str:
    """A known kind or nothing; Http404 for another word."""
    if name and name not in Kind.values:
        raise Http404
    return name


def year_named(name: str) -> int | None:
    """A year of four digits or nothing."""
    if not name:
        return None
    if len(name) != 4 or not (name.isascii() and name.isdigit()) or name == "0000":
        raise Http404
    return int(name)


def found(rows: models.QuerySet[M], slug: str) -> M | None:
    """The object with this slug or nothing; Http404 when there is none."""
    if not slug:
        return None
    try:
        validate_unicode_slug(slug)
    except ValidationError as error:
        raise Http404 from error
    match = rows.filter(slug=slug).first()
    if match is None:
        raise Http404
    return match
