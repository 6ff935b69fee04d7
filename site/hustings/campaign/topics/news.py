"""The posts, their authors and what they are about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page

from hustings.campaign.calendar import days_ago
from hustings.campaign.content_files import CONTENT, read, read_folder, words
from hustings.campaign.drafts import Draft, Placeholders
from hustings.campaign.markup import stable_id
from hustings_blog.models import Author, BlogTag, Byline, PostTag

KINDS = {"press": "press-release"}


def drafts(placeholders: Placeholders, now: datetime) -> list[Draft]:
    """One page per file of content/demo/news, the oldest first."""
    files = read_folder("demo", "news")
    oldest_first = sorted(files.items(), key=lambda item: -item[1]["days_ago"])
    return [_draft(key, texts, placeholders, now) for key, texts in oldest_first]


def _draft(key: str, texts: dict[str, Any], placeholders: Placeholders, now: datetime) -> Draft:
    published_at = days_ago(now, texts["days_ago"], "07:30")
    translated = words(texts, placeholders)
    for fields in translated.values():
        fields["summary"] = fields.pop("intro")
    return Draft(
        key=f"news/{key}",
        model="hustings_blog.BlogPage",
        parent="news",
        words=translated,
        shared={
            "kind": KINDS.get(texts["kind"], texts["kind"]),
            "published_on": timezone.localtime(published_at).date(),
            "main_image": f"image:{texts['image']}",
        },
        published_at=published_at,
        complete=_signed_and_tagged(texts["author"], texts["topics"]),
    )


def _signed_and_tagged(author: str, topics: list[str]) -> Callable[[Page], None]:
    def complete(page: Page) -> None:
        # As in the editor: every language points at the author in the main one.
        signer = Author.objects.filter(translation_key=author_key(author)).earliest("pk")
        page.bylines = [Byline(author=signer)]
        page.tagged_items = [PostTag(tag=tag) for tag in tags_of(topics)]

    return complete


def tags_of(topics: list[str]) -> list[BlogTag]:
    """The tags of these keys of content/demo/topics.toml."""
    slugs = [slugify(topic_names()[topic]["fr"]) for topic in topics]
    return list(BlogTag.objects.filter(slug__in=slugs))


@cache
def topic_names() -> dict[str, dict[str, str]]:
    """How each topic is called, by key and language."""
    return read(CONTENT / "demo" / "topics.toml")


def author_key(name: str) -> str:
    """The translation key of an author of the demonstration."""
    return stable_id(f"author/{name}")
