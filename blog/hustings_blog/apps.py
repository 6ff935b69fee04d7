"""App configuration: label, name and what is connected at start."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HustingsBlogConfig(AppConfig):
    """Registers the plugin under its prefixed label."""

    name = label = "hustings_blog"
    verbose_name = _("News")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what is held about people."""
        from hustings_blog import inventory

        inventory.declare_all()
