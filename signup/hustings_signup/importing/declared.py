"""The tables of imports, column by column (consent.md R15)."""

from hustings_signup import inventory
from hustings_signup.inventory import declare, plain


def declare_all() -> None:
    """Called once, when the app starts."""
    declare(
        "hustings_signup.ImportBatch",
        {
            **plain("id uuid site_id user_id file_sha256 format sections refused_columns mapping"),
            **plain("purpose locale origin words words_source state failure rows_count counts"),
            **plain("created_at queued_at finished_at undone_at released_at tags_taken"),
            "tags_found": inventory.UPLOADED,
            **dict.fromkeys(("user_name", "released_by_name"), inventory.AUDIT),
        },
    )
    declare(
        "hustings_signup.ImportRow",
        {**plain("id batch_id section number"), "cells": inventory.UPLOADED},
    )
    declare(
        "hustings_signup.ImportResult",
        plain(
            "id batch_id section number outcome reason grade supporter_id is_new left_out tell_at "
            "outbox_id"
        ),
    )
    declare(
        "hustings_signup.Identifier",
        {**plain("id site_id supporter_id system batch_id"), "key": inventory.FOREIGN_NUMBER},
        about="supporter_id",
    )
    declare(
        "hustings_signup.ImportAsk",
        {
            **plain("id uuid site_id batch_id purpose locale identifier_system key_number"),
            **plain("outbox_id due_at asked_at delete_at"),
            **dict.fromkeys(
                ("email", "email_canonical", "given_name", "family_name", "postcode", "town",
                 "department", "tags", "identifier_key", "token_hash"),
                inventory.TO_BE_ASKED,
            ),
        },
    )  # fmt: skip
    declare(
        "hustings_signup.ImportBar",
        {**plain("id site_id reason batch_id created_at"), "mailbox_hash": inventory.BARRED},
    )
