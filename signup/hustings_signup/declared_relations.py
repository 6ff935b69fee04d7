"""The tables of what the team keeps about a contact, column by column (consent.md R15)."""

from hustings_signup import inventory
from hustings_signup.inventory import declare, plain


def declare_all() -> None:
    """Called once, when the app starts."""
    declare(
        "hustings_signup.Tag",
        plain("id site_id name slug created_at"),  # a word of the team; who wears it is told below
    )
    declare(
        "hustings_signup.Tagging",
        {**plain("id supporter_id user_id batch_id created_at"), "tag_id": inventory.RELATION},
        about="supporter_id",
    )
    declare(
        "hustings_signup.Note",
        {
            **plain("id supporter_id author_id author_name batch_id created_at edited_at"),
            "text": inventory.RELATION,
        },
        about="supporter_id",
    )
    declare(
        "hustings_signup.FollowUp",
        {
            **plain("id supporter_id due_on asked_by_name claimed_by_id claimed_by_name"),
            **plain("created_at claimed_at done_at"),
            "what": inventory.RELATION,
        },
        about="supporter_id",
    )
    declare(
        "hustings_signup.MatchKey",
        {
            **plain("supporter_id site_id"),
            **dict.fromkeys(("mailbox_hash", "name_hash"), inventory.ALIKE),
        },
        about="supporter_id",
    )
    declare(
        "hustings_signup.DuplicatePair",
        {**plain("id first_id second_id found_at dismissed_at"), "reason": inventory.ALIKE},
        about="first_id",
    )
    declare(
        "hustings_signup.VolunteerPhone",
        {**plain("id supporter_id submission_id batch_id created_at"), "number": inventory.PHONE},
        about="supporter_id",
        submission="submission__uuid",
    )
    declare(
        "hustings_signup.SentForm",
        {**plain("id outbox_id page_id created_at"), "sealed_address": inventory.SENT_FORM},
    )
