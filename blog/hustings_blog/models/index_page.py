"""The news of a site in one language: list, filters, archive, feed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.search import index
from wagtail.url_routing import RouteResult

from hustings_blog import facets, feeds
from hustings_blog.models.post_page import RESERVED_SLUGS, BlogPage
from hustings_blog.selection import Selection
from hustings_home import pictures
from hustings_home.models import BasePage
from hustings_home.site_tree import follow, site_id_of


class BlogIndexPage(RoutablePageMixin, BasePage):
    """Lists its posts, newest first; filters are parameters of its address (`?kind=opinion`)."""

    lead = models.TextField(
        _("lead"), max_length=400, blank=True, help_text=_("One sentence under the title.")
    )

    list_kind = "news"
    parent_page_types = ["hustings_home.HomePage"]
    subpage_types = ["hustings_blog.BlogPage"]
    max_count_per_parent = 1
    page_description = _("The news: a list of posts with its feed.")

    content_panels = [*BasePage.content_panels, FieldPanel("lead")]
    search_fields = [*BasePage.search_fields, index.SearchField("lead")]

    class Meta:
        verbose_name = _("news index")
        verbose_name_plural = _("news indexes")

    def list_items(self, limit: int) -> list[BasePage]:
        """The newest `limit` live posts, with their pictures."""
        posts = list(BlogPage.objects.listed_under(self)[:limit])
        pictures.prefetch(post.main_image for post in posts)
        return posts

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """As every page, but a post comes with its picture in one query instead of three."""
        if len(path_components) != 1 or path_components[0] in RESERVED_SLUGS:
            return super().route(request, path_components)
        posts = BlogPage.objects.child_of(self).with_pictures()
        post = get_object_or_404(posts, slug=path_components[0])
        return follow(self, post).route(request, [])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One page of the selected posts, and what else can be selected."""
        context = super().get_context(request, *args, **kwargs)
        selection = self.selection_of(request)
        posts = BlogPage.objects.listed_under(self)
        page_of_posts = selection.page_of(posts, request.GET)
        pictures.prefetch(post.main_image for post in page_of_posts)
        context.update(
            selection=selection,
            selected=list(selection.labels()),
            posts=page_of_posts,
            facets=facets.of(posts, selection, self.locale_id),
        )
        return context

    def selection_of(self, request: HttpRequest) -> Selection:
        """What the address asks of this list; Http404 for what there is not."""
        return Selection.from_query(request.GET, self.locale_id, site_id_of(self))

    @path("atom/", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponseBase:
        """The newest posts as an Atom feed, with the same filters as the list."""
        return feeds.answer(self, BlogPage.objects.listed_under(self), request)
