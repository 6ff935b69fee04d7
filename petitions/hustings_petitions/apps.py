"""App configuration: label, name and what is connected at start."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HustingsPetitionsConfig(AppConfig):
    """Registers the plugin under its prefixed label."""

    name = label = "hustings_petitions"
    verbose_name = _("Petitions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the act, its purpose and link, the jobs, and what pages tell us."""
        from hustings_home import jobs
        from hustings_petitions import (
            inventory,
            personal,
            portability,
            scenes,
            services,
            signals,
            tally,
        )
        from hustings_petitions.acts import LINK_KIND, SIGN, SignAct
        from hustings_petitions.retention import connect as connect_retention
        from hustings_petitions.staff.timeline import signatures
        from hustings_signup import acts, links, personal_data, purposes
        from hustings_signup.staff import timeline

        purposes.register(purposes.Purpose(SIGN, _("Signing a petition")))
        acts.register(SignAct())
        links.register_kind(LINK_KIND, route="hustings_petitions_links:withdraw")
        # With `tick` every 5 seconds a confirmation shows in the count within 10.
        jobs.register("count-signatures", tally.fold, every=timedelta(seconds=4))
        jobs.register("recount-petitions", tally.recount, every=timedelta(days=1))
        jobs.register("expire-signatures", services.expire, every=timedelta(hours=1))
        timeline.register(signatures)
        inventory.declare_all()
        personal_data.register(personal.HOLDING)
        portability.connect()
        scenes.connect()
        connect_retention()
        signals.connect()
