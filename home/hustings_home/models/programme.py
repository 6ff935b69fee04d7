"""The programme: an index of issues, each with its measure in one sentence."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from hustings_home.blocks import BodyBlock
from hustings_home.models.base import BasePage


class SourceBlock(blocks.StructBlock):
    """Where a figure or a fact of the programme comes from."""

    label = blocks.CharBlock(label=_("Source"), max_length=200)
    url = blocks.URLBlock(label=_("Address"), required=False)

    class Meta:
        icon = "link"
        label = _("Source")


class ProgrammeIndexPage(BasePage):
    """Lists the issues of the programme in the order of the page tree, grouped by theme."""

    lead = models.TextField(_("lead"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text above the list"))

    list_kind = "issues"
    parent_page_types = ["hustings_home.HomePage"]
    subpage_types = ["hustings_home.IssuePage"]
    max_count_per_parent = 1
    page_description = _("The programme: a list of issues.")

    content_panels = [*BasePage.content_panels, FieldPanel("lead"), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def issues(self) -> QuerySet[IssuePage]:
        """The live issues in the order of the page tree."""
        return IssuePage.objects.child_of(self).live().order_by("path").defer_streamfields()

    def list_items(self, limit: int) -> list[BasePage]:
        """The first issues."""
        return list(self.issues()[:limit])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `themes`: pairs of a theme and its issues, in the order of their first issue."""
        context = super().get_context(request, *args, **kwargs)
        themes: dict[str, list[IssuePage]] = {}
        for issue in self.issues():
            themes.setdefault(issue.theme, []).append(issue)
        context["themes"] = list(themes.items())
        return context


class IssuePage(BasePage):
    """One issue: the measure in one sentence, then why and how, then the sources."""

    measure = models.CharField(
        _("measure"), max_length=255, help_text=_("What will be done, in one sentence.")
    )
    theme = models.CharField(
        _("theme"),
        max_length=60,
        help_text=_("Issues with the same theme stand together in the programme."),
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))
    sources = StreamField([("source", SourceBlock())], blank=True, verbose_name=_("sources"))

    card_template = "hustings_home/cards/issue.html"
    parent_page_types = ["hustings_home.ProgrammeIndexPage"]
    subpage_types: list[str] = []
    page_description = _("One issue of the programme with its measure.")

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("measure"),
        FieldPanel("theme"),
        FieldPanel("body"),
        FieldPanel("sources"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("measure"),
        index.SearchField("theme"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")

    @property
    def teaser(self) -> str:
        """The measure."""
        return self.measure
