"""A page to be made: its type, its place in the tree, its words in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wagtail.models import Page

from hustings.campaign.content_files import read_folder, words

#: How the folders under content/ name the place of a page: `news/bus-survey`.
Texts = Mapping[str, Mapping[str, Any]]
Placeholders = Mapping[str, Mapping[str, str]]


def nothing_more(page: Page) -> None:
    """Most pages are complete with their fields."""


@dataclass(frozen=True)
class Draft:
    """One page in both languages. `key` is how other texts refer to it and never changes."""

    key: str
    model: str
    parent: str
    words: Texts
    shared: Mapping[str, Any] = field(default_factory=dict)
    in_menu: bool = False
    is_live: bool = True
    published_at: datetime | None = None
    #: Adds child rows (authors, tags) to the unsaved page of one language.
    complete: Callable[[Page], None] = nothing_more


def pages(
    folder: str, placeholders: Placeholders, published_at: datetime | None = None
) -> list[Draft]:
    """The pages described in content/<folder>/pages, parents before children."""
    found = {
        key: Draft(
            key=key,
            model=texts["type"],
            parent=texts.get("parent", ""),
            words=words(texts, placeholders),
            shared=texts.get("shared", {}),
            in_menu=texts.get("in_menu", False),
            is_live=texts.get("live", True),
            published_at=published_at,
        )
        for key, texts in read_folder(folder, "pages").items()
    }
    return sorted(found.values(), key=lambda draft: _depth(draft, found))


def _depth(draft: Draft, found: Mapping[str, Draft]) -> int:
    return 1 + _depth(found[draft.parent], found) if draft.parent in found else 0
