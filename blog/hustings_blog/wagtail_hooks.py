"""What the news add to Wagtail's admin."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from hustings_blog.viewsets import NewsGroup, PostsUnderIndex

register_snippet(NewsGroup)


@hooks.register("register_admin_viewset")
def posts_under_index() -> PostsUnderIndex:
    """The columns of the page explorer under a news index."""
    return PostsUnderIndex()
