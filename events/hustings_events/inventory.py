"""What the tables of events hold about people: who registered."""

from django.utils.translation import gettext_lazy as _

from hustings_home.inventory import Category, Ground, Personal, declare, plain
from hustings_home.inventory.kinds import PUBLISHED
from hustings_signup import inventory

_WHY = _("To keep you a place and to tell you when something changes.")

GUEST = Personal(Category.ACTIVITY, _WHY, Ground.CONSENT, inventory.EVENT, inventory.ORGANISERS)
MAILBOX = Personal(Category.CODE, _WHY, Ground.CONSENT, inventory.EVENT, inventory.NOBODY)
WHEN = "starts_at ends_at time_zone status"


def declare_all() -> None:
    """Called once, when the app starts."""
    declare(
        "hustings_events.Registration",
        {
            **plain("id event_id supporter_id submission_id seats_held hold_until"),
            **plain("waiting_since created_at confirmed_at ended_at"),
            **dict.fromkeys(("party_size", "note", "state"), GUEST),
            "folded_hash": MAILBOX,
        },
        about="supporter_id",
        submission="submission__uuid",
        purpose="submission__act",
        live=("state", ("registered", "waiting")),
        counted=("party_size", "state"),
    )
    declare(
        "hustings_events.Event",
        plain(
            f"id uuid site_id translation_key title {WHEN} location takes_registrations "
            "party_limit capacity_wanted capacity seats_taken sequence changed_at"
        ),
    )
    declare(
        "hustings_events.EventPage",
        {
            **plain(f"page_ptr_id {WHEN} status_note access kind takes_registrations capacity"),
            **plain("party_limit image_id postcode town department"),
            # A meeting at somebody's home.
            **dict.fromkeys(
                ("place_name", "address", "lead", "private_details", "body"), PUBLISHED
            ),
        },
    )
    declare("hustings_events.EventIndexPage", plain("page_ptr_id lead body"))
