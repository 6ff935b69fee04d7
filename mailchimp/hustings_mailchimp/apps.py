"""App configuration: label, name and what is connected at start."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HustingsMailchimpConfig(AppConfig):
    """Registers the plugin under its prefixed label."""

    name = label = "hustings_mailchimp"
    verbose_name = _("Mailchimp")
    default_auto_field = "django.db.models.BigAutoField"
