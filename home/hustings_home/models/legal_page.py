"""Pages the law asks for, generated from the identity settings in the page's language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import SynchronizedField

from hustings_home.blocks import BodyBlock
from hustings_home.models.base import BasePage


class LegalPage(BasePage):
    """One of the three legal pages; staff may add to the generated text or replace it."""

    class Kind(models.TextChoices):
        """What the page states; also the name of its template."""

        LEGAL_NOTICE = "legal_notice", _("Legal notice")
        PERSONAL_DATA = "personal_data", _("Personal data")
        ACCESSIBILITY = "accessibility", _("Accessibility")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    replaces_generated = models.BooleanField(
        _("show only the text below"),
        default=False,
        help_text=_("The text made from the identity settings is then left out."),
    )
    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=_("your own text"),
        help_text=_("Comes after the text made from the identity settings."),
    )

    parent_page_types = ["hustings_home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 3
    page_description = _("Legal notice, personal data or accessibility, written by itself.")
    override_translatable_fields = [SynchronizedField("kind", overridable=False)]

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("kind"),
        FieldPanel("replaces_generated"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("legal page")
        verbose_name_plural = _("legal pages")
