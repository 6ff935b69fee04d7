"""App configuration: label, name and what is connected at start."""

from datetime import timedelta

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HustingsSignupConfig(AppConfig):
    """Registers the plugin under its prefixed label."""

    name = label = "hustings_signup"
    verbose_name = _("People and consent")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect acts, mails, links, jobs and the guards of the ledger."""
        from hustings_home import jobs, legal, navigation, site_message
        from hustings_signup import (
            acts,
            captchas,
            checks,  # noqa: F401 - registers the system check
            declared,
            delivery_checks,  # noqa: F401 - registers the deployment check
            duplicates,
            guarding,
            importing,
            links,
            mails,
            messages,
            neighbourhoods,
            outbox,
            rights,
            sent_forms,
            services,
            upkeep,
        )
        from hustings_signup.bounces import reading, webhook
        from hustings_signup.facts import connecting, proving
        from hustings_signup.portability import own
        from hustings_signup.proof import checkpoints, mail, sealing
        from hustings_signup.rehearsing import scenes
        from hustings_signup.retention.connecting import connect as connect_retention
        from hustings_signup.services import bouncing
        from hustings_signup.signals import connect
        from hustings_signup.staff import related
        from hustings_signup.staff.access_log import prune as prune_access_log

        acts.register(acts.ListAct("updates.campaign", "news"))
        acts.register(acts.ListAct("volunteer.contact", "volunteer"))
        for kind in ("confirm", "not_me", "renew", "unsubscribe"):
            links.register_kind(kind, route=f"hustings_signup_links:{kind}")
        mails.register("confirm", messages.confirmation, folds=True)
        mails.register("confirmed", messages.confirmed)
        mails.register("renew", messages.renewal_request, folds=True)
        jobs.register("prune-access-log", prune_access_log, every=timedelta(days=1))
        mails.register("staff.sent_form", sent_forms.mail, rests_on=mails.DUTY)
        jobs.register("forget-addresses", sent_forms.forget_addresses, every=timedelta(hours=1))
        mails.register("staff.checkpoint", mail.checkpoint_mail, folds=True)
        jobs.register("requeue-mails", outbox.requeue_due, every=timedelta(seconds=30))
        jobs.register("read-reports", reading.read_reports, every=timedelta(minutes=5))
        jobs.register("forget-reports", bouncing.forget_reports, every=timedelta(days=1))
        webhook.connect()
        jobs.register("expire-unconfirmed", upkeep.expire_unconfirmed, every=timedelta(hours=1))
        jobs.register("prune-limits", upkeep.prune_limits, every=timedelta(days=1))
        jobs.register("seal-ledger", sealing.seal, every=timedelta(seconds=30))
        jobs.register("checkpoint", checkpoints.make, every=timedelta(hours=1))
        site_message.register(guarding.message)
        captchas.connect()
        jobs.register("captchas", services.settle_forgotten, every=timedelta(seconds=30))
        declared.declare_all()
        legal.add_section("personal_data", "hustings_signup/legal/personal_data.html")
        navigation.add_footer_view(_("What we hold, and why"), "hustings_signup:trust")
        jobs.register("index-people", services.index_missing, every=timedelta(days=1))
        neighbourhoods.connect()
        importing.connect()
        related.connect()
        jobs.register("find-duplicates", duplicates.find_new, every=timedelta(minutes=10))
        jobs.register("compare-everybody", duplicates.find_all, every=timedelta(days=1))
        rights.connect()
        scenes.connect()
        own.connect()
        connect_retention()
        connect()
        post_migrate.connect(_guard_ledger, sender=self)
        connecting.connect(self)
        jobs.register("recount-facts", proving.recount, every=timedelta(days=1))


def _guard_ledger(using: str, **kwargs: object) -> None:
    from hustings_signup import triggers

    triggers.ensure(using)
