"""The posts, their authors and what they are about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from hustings.campaign.calendar import days_ago
from hustings.campaign.content_files import CONTENT, read, read_folder, words
from hustings.campaign.drafts import Draft, Placeholders
from hustings_blog.models import Author, BlogPage, BlogTag, Byline, PostTag

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


def _signed_and_tagged(author: str, topics: list[str]) -> Callable[[BlogPage], None]:
    def complete(page: BlogPage) -> None:
        # As in the editor: every language points at the author in the main one.
        site_id = page.news_site_id
        slug = author_slug(author_facts()[author])
        signer = Author.objects.filter(site=site_id, slug=slug).earliest("pk")
        page.bylines = [Byline(author=signer)]
        page.tagged_items = [PostTag(tag=tag) for tag in tags_of(topics, site_id)]

    return complete


def tags_of(topics: list[str], site_id: int) -> list[BlogTag]:
    """The tags of a site for these keys of content/demo/topics.toml."""
    slugs = [slugify(topic_names()[topic]["fr"]) for topic in topics]
    return list(BlogTag.objects.filter(site=site_id, slug__in=slugs))


@cache
def topic_names() -> dict[str, dict[str, str]]:
    """How each topic is called, by key and language."""
    return read(CONTENT / "demo" / "topics.toml")


@cache
def author_facts() -> dict[str, dict[str, str]]:
    """The authors of the demonstration: name, portrait and role in each language, by key."""
    return read(CONTENT / "demo" / "authors.toml")


def author_slug(facts: dict[str, str]) -> str:
    """What an author is found by within a site."""
    return slugify(facts["name"])
