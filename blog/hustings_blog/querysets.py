"""The queries of the lists, written once: what a visitor may see, and with what it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

if TYPE_CHECKING:
    from hustings_blog.selection import Selection


class PostQuerySet(PageQuerySet):
    """Posts as lists and feeds need them."""

    def with_pictures(self) -> Self:
        """Each post with its main picture and language, in the same query."""
        return self.select_related("main_image", "locale")

    def listed(self) -> Self:
        """The live posts that everybody may read, newest first."""
        return (
            self.live()
            # A restriction on an ancestor closes the list itself, so only the post's own counts.
            .filter(view_restrictions__isnull=True)
            # An alias holds the words of another language until somebody translates it.
            .filter(alias_of__isnull=True)
            .with_pictures()
            .order_by("-published_on", "-first_published_at", "-pk")
        )

    def listed_under(self, index: Page) -> Self:
        """The listed posts of one index."""
        return self.child_of(index).listed()

    def narrowed(self, selection: Selection) -> Self:
        """Those that a visitor's choice of kind, tag, author and year leaves."""
        posts = self
        if selection.kind:
            posts = posts.filter(kind=selection.kind)
        if selection.year:
            posts = posts.filter(published_on__year=selection.year)
        if selection.tag:
            posts = posts.filter(tagged_items__tag=selection.tag)
        if selection.author:
            # By translation key: a by-line may point at the author in another language.
            posts = posts.filter(
                bylines__author__translation_key=selection.author.translation_key
            ).distinct()
        return posts


PostManager = PageManager.from_queryset(PostQuerySet)
