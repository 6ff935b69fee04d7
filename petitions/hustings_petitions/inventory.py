"""What the tables of petitions hold about people: who signed."""

from django.utils.translation import gettext_lazy as _

from hustings_home.inventory import Category, Ground, Personal, declare, plain
from hustings_home.inventory.kinds import PUBLISHED
from hustings_signup import inventory

_WHY = _("To hand the names over with the petition, and to count each person once.")

SIGNER = Personal(Category.NAME, _WHY, Ground.CONSENT, inventory.PETITION, inventory.OFFICERS)
PLACE = Personal(Category.PLACE, _WHY, Ground.CONSENT, inventory.PETITION, inventory.OFFICERS)
MAILBOX = Personal(Category.CODE, _WHY, Ground.CONSENT, inventory.PETITION, inventory.NOBODY)


def declare_all() -> None:
    """Called once, when the app starts."""
    declare(
        "hustings_petitions.Signature",
        {
            **plain("id petition_id supporter_id submission_id state created_at expires_at"),
            **plain("confirmed_at withdrawn_at number weight tallied"),
            **dict.fromkeys(("given_name", "family_name"), SIGNER),
            **dict.fromkeys(("postcode", "town", "department"), PLACE),
            "mailbox_key": MAILBOX,
        },
        about="supporter_id",
        submission="submission__uuid",
        purpose="submission__act",
        live=("state", ("confirmed",)),
    )
    declare(
        "hustings_petitions.Petition",
        plain("id goal closes_at state translation_key site_id title closed_at created_at"),
    )
    declare("hustings_petitions.Tally", plain("id petition_id confirmed counted_at recounted_at"))
    declare("hustings_petitions.PetitionIndexPage", plain("page_ptr_id intro"))
    declare(
        "hustings_petitions.PetitionPage",
        {
            **plain("page_ptr_id goal closes_at state ask main_image_id outcome"),
            **dict.fromkeys(("addressee", "body"), PUBLISHED),
        },
    )
