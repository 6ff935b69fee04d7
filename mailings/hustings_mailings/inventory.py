"""What the tables of mailings hold about people: who got which."""

from django.utils.translation import gettext_lazy as _

from hustings_home.inventory import Category, Ground, Period, Personal, declare, plain
from hustings_home.inventory.kinds import PUBLISHED
from hustings_signup import inventory

#: Our choice (`upkeep.KEPT`); the figures of a mailing stay.
YEAR = Period("P12M", _("12 months after the mailing, or after a step of a welcome series ended"))
GOT = Personal(
    Category.MAIL,
    _("To send you each newsletter once, and to know that it arrived."),
    Ground.CONSENT,
    YEAR,
    inventory.OFFICERS,
)


def declare_all() -> None:
    """Called once, when the app starts."""
    declare(
        "hustings_mailings.Mailing",
        {
            **plain("id site_id page_id title purpose segment_id is_narrowed state pause failure"),
            **plain("per_minute made_by_id asked_by_id approved_by_id created_at starts_at"),
            **plain("started_at finished_at total sent skipped refused bounced left_out"),
            **plain("minute_at minute_count worked_at turn days_after slot"),
            **dict.fromkeys(("made_by_name", "released_by_name"), inventory.AUDIT),
        },
    )
    declare(
        "hustings_mailings.Edition",
        plain("id mailing_id locale subject html text url is_shortened frozen_at"),
    )
    declare(
        "hustings_mailings.Delivery",
        {
            **plain("id uuid mailing_id supporter_id attempts due_at leased_until"),
            **dict.fromkeys(("state", "reason", "decided_at"), GOT),
        },
        about="supporter_id",
    )
    declare("hustings_mailings.MailingSettings", plain("id site_id needs_approval per_minute"))
    declare("hustings_mailings.NewsletterIndexPage", plain("page_ptr_id lead"))
    declare(
        "hustings_mailings.NewsletterPage",
        {**plain("page_ptr_id"), **dict.fromkeys(("preheader", "body"), PUBLISHED)},
    )
