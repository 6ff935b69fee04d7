"""The agenda of one language."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import StreamField
from wagtail.search import index

from hustings_home.blocks import BodyBlock
from hustings_home.models import BasePage


class EventIndexPage(RoutablePageMixin, BasePage):
    """Lists what is coming, filtered by town and kind, and what is past; gives one .ics feed."""

    lead = models.TextField(_("lead"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text under the list"))

    list_kind: ClassVar[str] = "events"
    parent_page_types = ["hustings_home.HomePage"]
    subpage_types = ["hustings_events.EventPage"]
    max_count_per_parent = 1
    page_description = _("The agenda: a list of events.")

    content_panels = [*BasePage.content_panels, FieldPanel("lead"), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")
