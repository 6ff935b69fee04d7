"""The front page of a site, one per language."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage
from wagtail.models import Page
from wagtail.search import index

from hustings_home import seo
from hustings_home.blocks import BodyBlock
from hustings_home.languages import in_language
from hustings_home.models.base import BasePage
from hustings_home.own_choices import PageForm


class HomePageForm(PageForm):
    """Looks at the chosen form page, which may be of any plugin."""

    def clean_signup_page(self) -> Page | None:
        """A page without a form cannot be shown as one."""
        page: Page | None = self.cleaned_data["signup_page"]
        if page is not None and not getattr(page.specific, "form_template", ""):
            raise ValidationError(_("This page has no form to show."))
        return page


class HomePage(BasePage):
    """Who stands for what and when, one action, a form, and a stream of sections.

    `subpage_types` stays open: every other page type says itself that it lives under a HomePage,
    so a plugin or a host project adds one without a change here.
    """

    eyebrow = models.CharField(
        _("line above the title"),
        max_length=120,
        blank=True,
        help_text=_("Office, place and date of the election."),
    )
    lead = models.TextField(_("lead"), max_length=400, help_text=_("One or two sentences."))
    hero_image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("main picture"),
    )
    primary_action_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("where the main button leads"),
    )
    primary_action_label = models.CharField(
        _("words on the main button"), max_length=60, blank=True
    )
    signup_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("form to show"),
        help_text=_("The sign-up page whose form stands on this page and at the foot of others."),
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("sections"))

    base_form_class = HomePageForm
    parent_page_types = ["wagtailcore.Page"]
    page_description = _("The front page of a campaign site.")

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("eyebrow"), FieldPanel("lead"), FieldPanel("hero_image")],
            heading=_("Top of the page"),
        ),
        MultiFieldPanel(
            [
                PageChooserPanel("primary_action_page"),
                FieldPanel("primary_action_label"),
                PageChooserPanel("signup_page"),
            ],
            heading=_("What visitors can do"),
        ),
        FieldPanel("body"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `signup_target` and `action_target`: live pages in this page's language or None."""
        context = super().get_context(request, *args, **kwargs)
        chosen = in_language([self.signup_page_id, self.primary_action_page_id], self.locale_id)
        signup = chosen.get(self.signup_page_id)
        context["signup_target"] = signup.specific if signup else None
        context["action_target"] = chosen.get(self.primary_action_page_id)
        return context

    @property
    def share_image(self) -> AbstractImage | None:
        """The picture shown when the page is shared."""
        return self.hero_image

    def json_ld(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """The site and the body behind it."""
        site = seo.site_of(self, request)
        if site is None:
            return []
        return [seo.website(site, self, request), seo.organization(site, request)]
