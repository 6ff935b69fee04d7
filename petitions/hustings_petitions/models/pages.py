"""Petition pages, one per language, and the page that lists them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage
from wagtail.models import Site
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from hustings_home.blocks import BodyBlock
from hustings_home.models import BasePage
from hustings_home.seo import site_of
from hustings_petitions import seo
from hustings_petitions.forms import PetitionPageForm
from hustings_petitions.models.petitions import Petition
from hustings_petitions.models.terms import PetitionTerms, Phase
from hustings_petitions.wording import grouped
from hustings_signup.models import FormPageMixin

PER_PAGE = 12


class PetitionIndexPage(BasePage):
    """Lists the petitions under it: open first, then won, then closed; newest first in each."""

    intro = models.TextField(_("introduction"), blank=True, max_length=400)

    list_kind = "petitions"
    parent_page_types = ["hustings_home.HomePage"]
    subpage_types = ["hustings_petitions.PetitionPage"]
    max_count_per_parent = 1
    page_description = _("Lists all petitions, open ones first.")

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = [*BasePage.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("petitions")
        verbose_name_plural = _("petition indexes")

    @cached_property
    def site(self) -> Site | None:
        """The site it stands in."""
        return self.get_site()

    def petitions(self) -> models.QuerySet[PetitionPage]:
        """The public petitions under this page in the order they are shown."""
        pages = PetitionPage.objects.child_of(self).live().public()
        return in_order(pages, site=self.site)

    def list_items(self, limit: int) -> list[BasePage]:
        """The first `limit` petitions, with their counts."""
        return with_counts(self.petitions()[:limit], site=self.site)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `pager` (a page of twelve) and `petitions` (its pages, with their counts)."""
        self.site = site_of(self, request)
        context = super().get_context(request, *args, **kwargs)
        pager = Paginator(self.petitions(), PER_PAGE).get_page(request.GET.get("page"))
        context["pager"] = pager
        context["petitions"] = with_counts(pager.object_list, site=self.site)
        return context


class PetitionPage(FormPageMixin, PetitionTerms, BasePage):  # type: ignore[django-manager-missing]
    """One petition in one language. The count belongs to the `Petition` all languages share."""

    ask = models.CharField(
        _("what is asked"), max_length=255, help_text=_("The demand in one sentence.")
    )
    addressee = models.CharField(
        _("addressed to"), max_length=200, help_text=_("Who can grant it, for example the mayor.")
    )
    main_image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("main picture"),
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))
    outcome = RichTextField(
        _("outcome"),
        blank=True,
        features=["bold", "italic", "link", "ul"],
        help_text=_("What came of it; shown once the petition is won or closed."),
    )

    act = "petition.sign"
    notice_slug = "petition"
    form_route = "hustings_petitions:sign"
    public_form_class = "hustings_petitions.forms.SignForm"
    form_template = "hustings_petitions/form.html"
    card_template = "hustings_petitions/cards/petition.html"
    parent_page_types = ["hustings_petitions.PetitionIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A demand that visitors sign.")
    base_form_class = PetitionPageForm
    # Facts, not words: translators never see them.
    override_translatable_fields = [
        SynchronizedField("goal", overridable=False),
        SynchronizedField("closes_at", overridable=False),
        SynchronizedField("state", overridable=False),
    ]

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("ask"), FieldPanel("addressee")], heading=_("The demand")),
        MultiFieldPanel([FieldPanel("goal"), FieldPanel("closes_at")], heading=_("Aim and end")),
        FieldPanel("main_image"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("state"), FieldPanel("outcome")], heading=_("Outcome")),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("ask", boost=2),
        index.SearchField("addressee"),
        index.SearchField("body"),
        index.SearchField("outcome"),
        index.FilterField("state"),
    ]

    class Meta:
        verbose_name = _("petition page")
        verbose_name_plural = _("petition pages")

    def get_site(self) -> Site | None:
        """As Wagtail's, but asked for once per place in the tree."""
        asked_at, site = self.__dict__.get("_site_once", ("", None))
        if asked_at != self.url_path:
            site = super().get_site()
            self.__dict__["_site_once"] = (self.url_path, site)
        return site

    @property
    def form_action(self) -> str:
        """Where the form is sent; nowhere in the preview of a page that was never saved."""
        return super().form_action if self.pk else ""

    @cached_property
    def petition(self) -> Petition | None:
        """The row shared by all languages; None before the first publication."""
        rows = Petition.objects.select_related("tally")
        return rows.filter(translation_key=self.translation_key, site=self.get_site()).first()

    @cached_property
    def terms(self) -> PetitionTerms:
        """Goal, closing date and state in force; in a preview those being edited."""
        return self.petition or self

    @property
    def count(self) -> int:
        """Verified signatures in all languages."""
        return self.petition.count if self.petition else 0

    @property
    def count_grouped(self) -> str:
        """The count as people read it."""
        return grouped(self.count)

    @property
    def goal_grouped(self) -> str:
        """The goal as people read it."""
        return grouped(self.terms.goal)

    @property
    def progress(self) -> int:
        """The count, but never beyond the goal: how far the bar goes."""
        return min(self.count, self.terms.goal)

    @property
    def count_url(self) -> str:
        """Where the count is read as JSON."""
        return reverse("hustings_petitions:count", args=[self.pk]) if self.pk else ""

    @property
    def current_phase(self) -> str:
        """open, won or closed, at this moment."""
        return self.terms.phase().value

    @property
    def teaser(self) -> str:
        """The demand."""
        return self.ask

    @property
    def share_image(self) -> AbstractImage | None:
        """The picture shown when the page is shared."""
        return self.main_image

    def closed_because(self) -> str:
        """Why nobody can sign any more; "" while the petition is open."""
        match self.terms.phase():
            case Phase.OPEN:
                return ""
            case Phase.WON:
                return str(_("This petition is won. It can no longer be signed."))
        return str(_("This petition is closed. It can no longer be signed."))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The form and its notice come from `FormPageMixin`; a preview shows its own terms."""
        self.__dict__["_site_once"] = (self.url_path, site_of(self, request))
        if getattr(request, "is_preview", False):
            self.terms = self
        return super().get_context(request, *args, **kwargs)

    def json_ld(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """The demand, the count and, while open, the action of signing."""
        return [seo.petition(self), *super().json_ld(request)]


def in_order(
    pages: models.QuerySet[PetitionPage], *, site: Site | None, at: datetime | None = None
) -> models.QuerySet[PetitionPage]:
    """Open, won, closed by the terms in force; the newest first in each."""
    row = Petition.objects.filter(translation_key=models.OuterRef("translation_key"), site=site)
    return (
        pages.annotate(
            state_in_force=models.Subquery(row.values("state")[:1]),
            end_in_force=models.Subquery(row.values("closes_at")[:1]),
        )
        .annotate(
            rank=models.Case(
                models.When(state_in_force=Phase.WON, then=1),
                models.When(state_in_force=Phase.CLOSED, then=2),
                models.When(end_in_force__lte=at or timezone.now(), then=2),
                default=0,
                output_field=models.SmallIntegerField(),
            )
        )
        .order_by("rank", "-first_published_at", "-pk")
    )


def with_counts(pages: Iterable[PetitionPage], *, site: Site | None) -> list[PetitionPage]:
    """The pages with picture, shared row and count, in a number of queries that does not grow."""
    if isinstance(pages, models.QuerySet):
        pages = pages.select_related("main_image", "locale")
        pages = pages.prefetch_related("main_image__renditions")
    found = list(pages)
    rows = Petition.objects.select_related("tally").filter(
        site=site, translation_key__in=[page.translation_key for page in found]
    )
    by_key = {row.translation_key: row for row in rows}
    for page in found:
        page.petition = by_key.get(page.translation_key)
    return found
