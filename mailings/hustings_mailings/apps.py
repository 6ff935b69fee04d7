"""App configuration: label, name and what is connected at start."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HustingsMailingsConfig(AppConfig):
    """Registers the plugin under its prefixed label."""

    name = label = "hustings_mailings"
    verbose_name = _("Mailings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the job, and what is held about people."""
        from hustings_home import jobs
        from hustings_mailings import coming_back, inventory, personal, portability, tasks, upkeep
        from hustings_signup import bounces, personal_data

        jobs.register("send-mailings", tasks.requeue, every=timedelta(seconds=30))
        jobs.register("forget-deliveries", upkeep.forget_deliveries, every=timedelta(days=1))
        bounces.register_finder(coming_back.find)
        inventory.declare_all()
        personal_data.register(personal.HOLDING)
        portability.connect()
