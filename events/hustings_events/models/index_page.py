"""The agenda of one language."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from hustings_events import agenda
from hustings_home.blocks import BodyBlock
from hustings_home.models import BasePage


class EventIndexPage(BasePage):
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

    def list_items(self, limit: int) -> list[BasePage]:
        """The next `limit` events."""
        return list(agenda.coming(self)[:limit])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `agenda`: what is shown for the query string, and the filter that chose it."""
        context = super().get_context(request, *args, **kwargs)
        context["agenda"] = agenda.shown(self, request.GET)
        return context
