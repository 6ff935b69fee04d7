"""Staff screens of the news: posts with their state and date, authors, tags."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from hustings_blog.models import Author, BlogPage, BlogTag
from hustings_home.site_snippets import SiteSnippetForm, SiteSnippetViewSet
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


class AuthorViewSet(SiteSnippetViewSet):
    """Who signs the posts of a site."""

    model = Author
    icon = "user"
    menu_label = _("Authors")
    list_display = ["name", "role", "site"]
    search_fields = ["name", "role"]
    search_backend_name = None  # the index of SQLite cannot search in named fields
    copy_view_enabled = False
    edit_handler = ObjectList(Author.panels, base_form_class=SiteSnippetForm)


class TagViewSet(SiteSnippetViewSet):
    """The words posts of a site are sorted by, with their translations."""

    model = BlogTag
    icon = "tag"
    menu_label = _("Tags")
    list_display = ["name", "slug", "site"]
    search_fields = ["name"]
    copy_view_enabled = False
    edit_handler = ObjectList(BlogTag.panels, base_form_class=SiteSnippetForm)


class NewsGroup(SnippetViewSetGroup):
    """News in the main menu."""

    items = (PostListing, AuthorViewSet, TagViewSet)
    menu_label = _("News")
    menu_icon = "doc-full"
    menu_name = "news"
    menu_order = 150
