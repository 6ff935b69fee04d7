"""What stands around the text of a post: its authors, its topics, what to read next.

Each costs one query for a stored post. A preview holds by-lines and tags that are not in the
database, so their ids are taken from the objects instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, Q, Subquery

from hustings_blog.models.author import Author, Byline
from hustings_blog.models.tag import BlogTag

if TYPE_CHECKING:
    from hustings_blog.models import BlogPage

RELATED_POSTS = 3


def authors_of(post: BlogPage) -> list[Author]:
    """The authors in their order, each once, in the post's language where a translation exists."""
    if post.bylines.is_deferring or post.pk is None:
        signed = [line.author for line in post.bylines.all() if line.author_id]
        found = (author_in(author, post.locale_id) for author in signed)
        return list({author.translation_key: author for author in found}.values())
    lines = Byline.objects.filter(page=post).order_by("sort_order", "pk")
    first = lines.filter(author__translation_key=OuterRef("translation_key"))
    candidates = (
        Author.objects.filter(translation_key__in=lines.values("author__translation_key"))
        .annotate(
            place=Subquery(first.values("sort_order")[:1]),
            line=Subquery(first.values("pk")[:1]),
            signed=Subquery(first.values("author")[:1]),
        )
        .filter(Q(locale=post.locale_id) | Q(pk=F("signed")))
        .order_by("place", "line")
    )
    by_key: dict[object, Author] = {}
    for author in candidates:
        if author.translation_key not in by_key or author.locale_id == post.locale_id:
            by_key[author.translation_key] = author
    return list(by_key.values())


def author_in(author: Author, locale_id: int) -> Author:
    """The author in a language, or as they are where no translation exists."""
    if author.locale_id == locale_id:
        return author
    translated = Author.objects.filter(translation_key=author.translation_key, locale=locale_id)
    return translated.first() or author


def topics_of(post: BlogPage) -> list[BlogTag]:
    """The tags with their `wording` in the post's language, alphabetically."""
    tags = BlogTag.objects.worded(post.locale_id)
    if post.tagged_items.is_deferring or post.pk is None:
        tags = tags.filter(pk__in=[item.tag_id for item in post.tagged_items.all()])
    else:
        tags = tags.filter(tagged_posts__content_object=post)
    return sorted(tags, key=lambda tag: tag.wording.casefold())


def related_to(post: BlogPage) -> list[BlogPage]:
    """The posts of the same index that share most tags with this one, then the newest."""
    if post.pk is None:
        return []
    tags = [topic.pk for topic in post.topics]
    shared = Count("tagged_items", filter=Q(tagged_items__tag__in=tags))
    posts = type(post).objects.sibling_of(post, inclusive=False).listed().annotate(shared=shared)
    return list(posts.order_by("-shared", "-published_on", "-pk")[:RELATED_POSTS])
