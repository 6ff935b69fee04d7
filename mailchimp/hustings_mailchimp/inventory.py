"""What stands in this plugin's tables, column by column (consent.md R15)."""

from django.utils.translation import gettext_lazy as _

from hustings_home.inventory import Category, Ground, Period, Personal
from hustings_signup import inventory
from hustings_signup.inventory import declare, plain

THERE = Personal(
    Category.MAIL,
    _("To bring Mailchimp what you agreed to, once, and to take it back when you say so."),
    Ground.CONSENT,
    inventory.WHILE_WANTED,
    inventory.OFFICERS,
)
NUMBER = Personal(
    Category.CODE,
    _("Mailchimp’s own number for you, and codes of what it was told."),
    Ground.CONSENT,
    inventory.WHILE_WANTED,
    inventory.NOBODY,
)
TO_ERASE = Personal(
    Category.CONTACT,
    _("Kept locked after you were erased here, until Mailchimp has erased you too."),
    Ground.DUTY,
    Period("", _("until Mailchimp has proved that it erased you, usually a minute")),
    inventory.NOBODY,
)


def declare_all() -> None:
    """Called once, when the app starts."""
    declare(
        "hustings_mailchimp.Audience",
        {
            **plain("id site_id list_id name purposes is_on switched_at followed_seal seen_notice"),
            **plain("compared_at failure failure_kind attempts paused_until pushed_at webhook_id"),
            **plain("webhook_token_hash webhook_secret webhook_failure webhook_at reconciled_at"),
            **plain("report"),
        },
    )
    declare(
        "hustings_mailchimp.Contact",
        {
            **plain("id audience_id supporter_id is_tried changed seen to_reread to_archive"),
            **plain("attempts due_at failure state"),
            **dict.fromkeys(("status_there", "changed_there", "asked_at"), THERE),
            **dict.fromkeys(("contact_id", "pushed"), NUMBER),
            "locked_address": TO_ERASE,
        },
        about="supporter_id",
        nobody=Ground.DUTY,  # who was erased here and is still to be erased there
    )
