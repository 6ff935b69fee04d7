"""The look of a site: its name, two colours, a logo."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.images import get_image_model_string

from hustings_home.models.site_setting import SiteSetting

is_colour = RegexValidator(
    r"\A#[0-9a-fA-F]{6}\Z", _("Write the colour as # and six digits, for example #1d3f8f.")
)


@register_setting(icon="palette", order=100)
class BrandSettings(SiteSetting):
    """Everything else (inks, links, dark mode) is computed from the two colours."""

    campaign_name = models.CharField(
        _("campaign name"),
        max_length=80,
        blank=True,
        help_text=_("Shown at the top of every page and in every mail."),
    )
    primary_colour = models.CharField(
        _("first colour"), max_length=7, default="#1d3f8f", validators=[is_colour]
    )
    accent_colour = models.CharField(
        _("second colour"), max_length=7, default="#b3261e", validators=[is_colour]
    )
    logo = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
    )
    favicon = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("icon"),
        help_text=_("A square picture for browser tabs; at least 192 pixels wide."),
    )

    select_related = ["logo", "favicon"]

    panels = [
        FieldPanel("campaign_name"),
        MultiFieldPanel(
            [FieldPanel("primary_colour"), FieldPanel("accent_colour")],
            heading=_("Colours"),
            help_text=_("Any two colours stay readable: text and links are adjusted to them."),
        ),
        MultiFieldPanel([FieldPanel("logo"), FieldPanel("favicon")], heading=_("Pictures")),
    ]

    class Meta:
        verbose_name = _("Brand")
