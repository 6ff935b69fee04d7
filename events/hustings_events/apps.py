"""App configuration: label, name and what is connected at start."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HustingsEventsConfig(AppConfig):
    """Registers the plugin under its prefixed label."""

    name = label = "hustings_events"
    verbose_name = _("Events")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the act, its purpose, link and mail, the jobs, and what pages tell us."""
        from hustings_events import (
            inventory,
            messages,
            personal,
            portability,
            scenes,
            services,
            signals,
        )
        from hustings_events.acts import LINK_KIND, REGISTER, RegisterAct
        from hustings_events.retention import connect as connect_retention
        from hustings_events.services.queueing import MOVED_UP
        from hustings_events.staff.timeline import registrations
        from hustings_home import jobs
        from hustings_signup import acts, links, mails, personal_data, purposes
        from hustings_signup.staff import timeline

        purposes.register(purposes.Purpose(REGISTER, _("Registering for an event")))
        acts.register(RegisterAct())
        links.register_kind(LINK_KIND, route="hustings_events_links:registration")
        mails.register(MOVED_UP, messages.moved_up, folds=True)
        jobs.register("free-seats", services.release_expired, every=timedelta(minutes=1))
        jobs.register("fill-seats", services.fill_free_seats, every=timedelta(minutes=1))
        jobs.register("recount-seats", services.recount, every=timedelta(hours=1))
        timeline.register(registrations)
        inventory.declare_all()
        personal_data.register(personal.HOLDING)
        portability.connect()
        scenes.connect()
        connect_retention()
        signals.connect()
