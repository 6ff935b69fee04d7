"""What the news add to Wagtail's admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from hustings_blog import adopting, suggestions
from hustings_blog.models import Author, BlogTag
from hustings_blog.viewsets import NewsGroup, PostsUnderIndex
from hustings_home.site_policy import SitePolicy

for model in (Author, BlogTag):
    register_permission_policy(model, SitePolicy(model))
register_snippet(NewsGroup)


@hooks.register("register_admin_urls")
def tag_suggestions() -> list[URLPattern]:
    """What the field of tags asks while one types."""
    return [path("news-tags/<int:site_id>/", suggestions.tags, name="hustings_blog_tags")]


@hooks.register("register_admin_viewset")
def posts_under_index() -> PostsUnderIndex:
    """The columns of the page explorer under a news index."""
    return PostsUnderIndex()


@hooks.register("after_copy_page")
def copies_take_own_words(request: HttpRequest, page: Page, new_page: Page) -> None:
    """Authors and tags of the site the copy is in."""
    adopting.adopt_below(new_page)
