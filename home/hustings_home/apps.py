"""App configuration: label, name and what is connected at start."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HustingsHomeConfig(AppConfig):
    """Registers the plugin under its prefixed label."""

    name = label = "hustings_home"
    verbose_name = _("Campaign pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the shell's jobs on the list of `tick`."""
        from hustings_home import upkeep

        upkeep.register_jobs()
