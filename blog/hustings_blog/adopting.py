"""A post that comes from another site takes this site's authors and tags, in its drafts too."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from wagtail.models import Page

from hustings_blog.models import Author, BlogPage, BlogTag, BlogTagWording, Byline, PostTag
from hustings_home.site_tree import site_id_of


def adopt_below(page: Page) -> None:
    """Every post at or below a page that was moved or copied."""
    top = Page.objects.filter(pk=page.pk).first()
    for post in BlogPage.objects.descendant_of(top, inclusive=True) if top else ():
        adopt(post)


def on_move(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """The signal of Wagtail."""
    adopt_below(instance)


@transaction.atomic
def adopt(post: BlogPage) -> None:
    """Of the same address where the site has them, else made; without a site nothing changes."""
    site_id = site_id_of(post)
    if site_id is None:
        return
    revisions = list(post.revisions.all())
    tags = {
        tag.pk: _own_tag(tag, site_id).pk
        for tag in BlogTag.objects.filter(pk__in=_named(post, revisions, PostTag))
        if tag.site_id != site_id
    }
    authors = {
        author.pk: _own_author(author, site_id).pk
        for author in Author.objects.filter(pk__in=_named(post, revisions, Byline))
        if author.site_id != site_id
    }
    for line in PostTag.objects.filter(content_object=post, tag__in=tags):
        PostTag.objects.get_or_create(content_object=post, tag_id=tags[line.tag_id])
        line.delete()
    for line in Byline.objects.filter(page=post, author__in=authors):
        Byline.objects.filter(pk=line.pk).update(author_id=authors[line.author_id])
    for revision in revisions:
        if _renamed(revision.content, tags, authors):
            revision.save(update_fields=["content"])


#: Where a revision keeps the rows of each kind, and under which key the number.
ROWS = {PostTag: ("tagged_items", "tag"), Byline: ("bylines", "author")}


def _named(post: BlogPage, revisions: list[Any], kind: type[PostTag] | type[Byline]) -> set[int]:
    rows, key = ROWS[kind]
    live = {getattr(line, f"{key}_id") for line in getattr(post, rows).all()}
    drafts = {
        row.get(key) for revision in revisions for row in revision.content.get(rows) or ()
    }  # fmt: skip
    return live | drafts - {None}


def _renamed(content: dict[str, Any], tags: dict[int, int], authors: dict[int, int]) -> bool:
    found = False
    for kind, known in ((PostTag, tags), (Byline, authors)):
        rows, key = ROWS[kind]
        for row in content.get(rows) or ():
            if row.get(key) in known:
                row[key] = known[row[key]]
                found = True
    return found


def _own_tag(tag: BlogTag, site_id: int) -> BlogTag:
    own = BlogTag.objects.filter(site=site_id)
    if found := own.filter(slug=tag.slug).first() or own.filter(name=tag.name).first():
        return found
    made = BlogTag.objects.create(site_id=site_id, name=tag.name, slug=tag.slug)
    for word in BlogTagWording.objects.filter(tag=tag):
        BlogTagWording.objects.create(tag=made, locale=word.locale, name=word.name)
    return made


def _own_author(author: Author, site_id: int) -> Author:
    """In the same language; a copy brings the author's other languages along."""
    own = Author.objects.filter(site=site_id, slug=author.slug)
    if found := own.filter(locale=author.locale).first():
        return found
    key = (own.first() or Author(translation_key=uuid.uuid4())).translation_key
    for known in Author.objects.filter(translation_key=author.translation_key):
        if not Author.objects.filter(translation_key=key, locale=known.locale).exists():
            Author.objects.create(
                site_id=site_id,
                translation_key=key,
                locale=known.locale,
                name=known.name,
                slug=known.slug,
                role=known.role,
                photo=known.photo,
            )
    return Author.objects.get(translation_key=key, locale=author.locale)
