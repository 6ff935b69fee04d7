"""The editing form of a post, in tabs."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.models import Page

from hustings_blog.forms import TagsOfSiteWidget


def post_edit_handler() -> TabbedInterface:
    """Text first; what sorts the post second; then Wagtail's own tabs."""
    text = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldPanel("main_image"),
                FieldPanel("main_image_alt"),
                FieldPanel("main_image_credit"),
            ],
            heading=_("Main picture"),
        ),
        FieldPanel("body"),
    ]
    sorting = [
        FieldPanel("kind"),
        FieldPanel("published_on"),
        InlinePanel("bylines", heading=_("Authors"), label=_("Author")),
        FieldPanel("tags", widget=TagsOfSiteWidget),
    ]
    return TabbedInterface(
        [
            ObjectList(text, heading=_("Text")),
            ObjectList(sorting, heading=_("Date, authors, tags")),
            ObjectList(Page.promote_panels, heading=_("Search and sharing")),
            ObjectList(Page.settings_panels, heading=_("Settings")),
        ]
    )
