"""App configuration: label, name and what is connected at start."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HustingsMailchimpConfig(AppConfig):
    """Registers the plugin under its prefixed label."""

    name = label = "hustings_mailchimp"
    verbose_name = _("Mailchimp")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the jobs, what is held about a person, and the company behind it."""
        from hustings_home import jobs
        from hustings_mailchimp import inventory, personal, tasks
        from hustings_mailchimp.models import PROCESSOR
        from hustings_mailchimp.services.marking import mark_person
        from hustings_signup import personal_data, processors, signals

        processors.register(
            processors.Service(
                key=PROCESSOR,
                name="Mailchimp (Intuit Inc.)",
                country=_("United States"),
                purpose=_("Sending the news to those who agreed to it under words that name it."),
                is_outside_eu=True,
                safeguard=_(
                    "EU-U.S. Data Privacy Framework and standard contractual clauses; check both "
                    "before you declare it."
                ),
            )
        )
        jobs.register("follow-for-mailchimp", tasks.follow_all, every=timedelta(seconds=30))
        jobs.register("compare-with-mailchimp", tasks.reconcile_due, every=timedelta(minutes=10))
        inventory.declare_all()
        personal_data.register(personal.HOLDING)
        signals.person_corrected.connect(mark_person, dispatch_uid="hustings_mailchimp_mark")
