"""Pages the law asks for, generated from the identity settings in the page's language."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Site
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from hustings_home import legal
from hustings_home.blocks import BodyBlock
from hustings_home.models.base import BasePage
from hustings_home.models.identity import IdentitySettings
from hustings_home.own_choices import PageForm
from hustings_home.visitors import staff_user


class LegalPageForm(PageForm):
    """One page of each kind per home page, looked at when the page is published."""

    def clean(self) -> dict[str, Any]:
        """Refuses a second page of a kind; a draft may still be one."""
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind and self.parent_page is not None and not self.is_deferred_validation:
            twins = LegalPage.objects.child_of(self.parent_page).filter(kind=kind)
            if twins.exclude(pk=self.instance.pk).exists():
                self.add_error("kind", _("This home page has such a page already."))
        return cleaned


class LegalPage(BasePage):
    """One of the three legal pages; staff may add to the generated text or replace it."""

    class Kind(models.TextChoices):
        """What the page states; also the name of its template."""

        LEGAL_NOTICE = "legal_notice", _("Legal notice")
        PERSONAL_DATA = "personal_data", _("Personal data")
        ACCESSIBILITY = "accessibility", _("Accessibility")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    replaces_generated = models.BooleanField(
        _("show only your own text"),
        default=False,
        help_text=_("The text made from the identity settings is then left out."),
    )
    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=_("your own text"),
        help_text=_("Comes after the text made from the identity settings."),
    )

    base_form_class = LegalPageForm
    parent_page_types = ["hustings_home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = len(Kind)
    page_description = _("Legal notice, personal data or accessibility; writes itself.")
    override_translatable_fields = [SynchronizedField("kind", overridable=False)]

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("kind"),
        FieldPanel("replaces_generated"),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("legal page")
        verbose_name_plural = _("legal pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `generated`, and for staff only `missing` and `identity_url`."""
        context = super().get_context(request, *args, **kwargs)
        identity = IdentitySettings.read_for_request(request)
        if not self.replaces_generated:
            context["generated"] = legal.generated_text(self, identity, request)
            if staff_user(request):
                context["missing"] = identity.missing(legal.REQUIRED.get(self.kind, ()))
                context["identity_url"] = identity_url(Site.find_for_request(request))
        return context


def identity_url(site: Site | None) -> str:
    """Where staff fill in the identity settings of a site."""
    arguments = ["hustings_home", "identitysettings", *([site.pk] if site else [])]
    return reverse("wagtailsettings:edit", args=arguments)
