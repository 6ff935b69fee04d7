"""What a site decides about its mailings."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="mail", order=900)
class MailingSettings(BaseSiteSetting):
    """Whether a second person approves, and how fast mails may leave."""

    needs_approval = models.BooleanField(
        _("a second person approves every mailing"),
        default=False,
        help_text=_("Otherwise whoever sends types the number of people it goes to."),
    )
    per_minute = models.PositiveIntegerField(
        _("mails a minute at most"),
        null=True,
        blank=True,
        help_text=_("What the mail provider allows. Empty: as fast as its server takes them."),
    )

    panels = [FieldPanel("needs_approval"), FieldPanel("per_minute")]

    class Meta:
        verbose_name = _("Mailings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(per_minute__isnull=True) | models.Q(per_minute__gt=0),
                name="hustings_mailings_settings_rate",
            )
        ]
