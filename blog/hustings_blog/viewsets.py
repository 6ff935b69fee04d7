"""Staff screens of the news: posts with their state and date, authors, tags."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from hustings_blog.models import Author, BlogPage, BlogTag
from hustings_home.staff_menu import PagesMenuItem

POST_COLUMNS = [
    BulkActionsColumn("bulk_actions"),
    PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
    Column("get_kind_display", label=_("Kind"), sort_key="kind", width="12%"),
    Column("published_on", label=_("Date shown"), sort_key="published_on", width="14%"),
    PageStatusColumn("status", label=_("Status"), sort_key="live", width="12%"),
    DateColumn(
        "latest_revision_created_at",
        label=_("Updated"),
        sort_key="latest_revision_created_at",
        width="12%",
    ),
]


class PostListing(PageListingViewSet):
    """All posts of all languages, newest first, one press from the main menu."""

    model = BlogPage
    name = url_prefix = "hustings_blog_posts"
    icon = "doc-full"
    menu_label = _("Posts")
    menu_item_class = PagesMenuItem
    list_display = POST_COLUMNS
    list_filter = ["kind", "live", "locale"]
    default_ordering = "-published_on"


class PostsUnderIndex(PageViewSet):
    """The same columns where staff explore the page tree."""

    model = BlogPage
    list_display = POST_COLUMNS
    list_filter = ["kind", "live"]
    default_ordering = "-published_on"


class AuthorViewSet(SnippetViewSet):
    """Who signs posts."""

    model = Author
    icon = "user"
    menu_label = _("Authors")
    list_display = ["name", "role"]
    search_fields = ["name", "role"]
    copy_view_enabled = False


class TagViewSet(SnippetViewSet):
    """The words posts are sorted by, with their translations."""

    model = BlogTag
    icon = "tag"
    menu_label = _("Tags")
    list_display = ["name", "slug"]
    search_fields = ["name"]
    copy_view_enabled = False


class NewsGroup(SnippetViewSetGroup):
    """News in the main menu."""

    items = (PostListing, AuthorViewSet, TagViewSet)
    menu_label = _("News")
    menu_icon = "doc-full"
    menu_name = "news"
    menu_order = 150
