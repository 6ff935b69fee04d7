"""What stands around the text of a post: its authors, its topics, what to read next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, F, Q
from wagtail.models import Locale

from hustings_blog.models.author import Author
from hustings_blog.models.tag import BlogTag, BlogTagWording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hustings_blog.models import BlogPage

RELATED_POSTS = 3


@dataclass(frozen=True)
class Topic:
    """A tag as it is called in the language being read."""

    slug: str
    name: str


def authors_of(post: BlogPage) -> list[Author]:
    """The authors in their order, each in the post's language where a translation exists."""
    # As objects, not through a join: a preview holds by-lines that are not saved yet.
    authors = [line.author for line in post.bylines.select_related("author") if line.author_id]
    foreign = [one.translation_key for one in authors if one.locale_id != post.locale_id]
    if not foreign:
        return authors
    translated = Author.objects.filter(translation_key__in=foreign, locale_id=post.locale_id)
    by_key = {author.translation_key: author for author in translated}
    return [by_key.get(author.translation_key, author) for author in authors]


def author_in(author: Author, locale: Locale) -> Author:
    """The author in a language, or as they are where no translation exists."""
    if author.locale_id == locale.pk:
        return author
    return author.get_translation_or_none(locale) or author


def topics_of(post: BlogPage) -> list[Topic]:
    """The tags of a post in its language."""
    tags = [item.tag for item in post.tagged_items.select_related("tag")]
    return worded(tags, post.locale)


def worded(tags: Iterable[BlogTag], locale: Locale) -> list[Topic]:
    """The tags in a language, alphabetically; a tag without a wording keeps its own name."""
    tags = list(tags)
    wordings: dict[int, str] = {}
    if tags and locale.language_code != settings.LANGUAGE_CODE:
        wordings = dict(
            BlogTagWording.objects.filter(tag__in=tags, locale=locale).values_list("tag", "name")
        )
    topics = [Topic(tag.slug, wordings.get(tag.pk, tag.name)) for tag in tags]
    return sorted(topics, key=lambda topic: topic.name.casefold())


def related_to(post: BlogPage) -> list[BlogPage]:
    """The posts of the same index that share most tags with this one, then the newest."""
    if post.pk is None:
        return []
    tags = [item.tag_id for item in post.tagged_items.all()]
    shared = Count("tagged_items", filter=Q(tagged_items__tag__in=tags))
    posts = type(post).objects.listed_under(post.get_parent()).exclude(pk=post.pk)
    return list(
        posts.annotate(shared=shared).order_by(F("shared").desc(), "-published_on", "-pk")[
            :RELATED_POSTS
        ]
    )
