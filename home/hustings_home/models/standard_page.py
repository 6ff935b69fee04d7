"""Free pages: the candidate, the team, contact."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from hustings_home.blocks import BodyBlock
from hustings_home.models.base import BasePage


class StandardPage(BasePage):
    """A page with a lead and a free body; may hold pages of the same kind."""

    lead = models.TextField(_("lead"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))

    parent_page_types = ["hustings_home.HomePage", "hustings_home.StandardPage"]
    subpage_types = ["hustings_home.StandardPage"]
    page_description = _("A page with free content: the candidate, the team, contact.")

    content_panels = [*BasePage.content_panels, FieldPanel("lead"), FieldPanel("body")]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
