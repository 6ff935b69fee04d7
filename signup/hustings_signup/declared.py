"""This plugin's tables, column by column (consent.md R15). A new column goes here."""

from hustings_home.inventory.kinds import PUBLISHED, RESPONSIBLE
from hustings_signup import declared_relations, inventory
from hustings_signup.inventory import declare, plain

LIVE_LIST = ("state", ("active",))


def declare_all() -> None:
    """Called once, when the app starts."""
    _people()
    _ledger()
    _mails()
    _staff()
    _rights()
    declared_relations.declare_all()


def _people() -> None:
    declare(
        "hustings_signup.Supporter",
        {
            **plain("id uuid site_id email_verified_at created_at"),
            **dict.fromkeys(("email", "email_canonical"), inventory.CONTACT),
            **dict.fromkeys(("given_name", "family_name"), inventory.NAME),
            **dict.fromkeys(("postcode", "town", "department"), inventory.PLACE),
            "locale": inventory.LANGUAGE,
        },
        about="pk",
    )
    declare(
        "hustings_signup.Submission",
        {
            **plain("id uuid site_id supporter_id page_id locale notice_sha256 visit_source"),
            **plain("created_at expires_at confirmed_at held_reason"),
            **dict.fromkeys(("act", "act_ref"), inventory.FORM_SENT),
            **dict.fromkeys(("given_name", "family_name"), inventory.FORM_NAME),
            **dict.fromkeys(("postcode", "town", "department"), inventory.FORM_PLACE),
            "folded_hash": inventory.SAME_MAILBOX,
        },
        about="supporter_id",
        submission="uuid",
    )
    declare(
        "hustings_signup.Subscription",
        {
            **plain("id supporter_id notice_sha256 since"),
            **dict.fromkeys(("purpose", "state"), inventory.LIST_STATE),
        },
        about="supporter_id",
        purpose="purpose",
        live=LIVE_LIST,
    )
    declare(
        "hustings_signup.SearchTerm",
        {**plain("id site_id supporter_id"), "term": inventory.CONTACT},
        about="supporter_id",
    )
    declare(
        "hustings_signup.PersonFacts",
        {
            **plain("supporter_id site_id known first_act last_act"),
            "lists": inventory.LIST_STATE,
            "acts": inventory.FORM_SENT,
            **dict.fromkeys(("department", "postcode"), inventory.PLACE),
            "locale": inventory.LANGUAGE,
        },
        about="supporter_id",
    )
    declare("hustings_signup.FactBit", plain("id kind key state mask is_ready"))
    declare(
        "hustings_signup.Segment",
        plain("id site_id name purpose tree made_by_id made_at changed_at"),
    )
    declare(
        "hustings_signup.SubjectLink",
        {**plain("id supporter_id"), "subject": inventory.SUBJECT},
        about="supporter_id",
    )


def _ledger() -> None:
    declare(
        "hustings_signup.ConsentRecord",
        {
            **plain("id uuid site_id site_name purpose_version recorded_at form_id form_version"),
            **plain("submission notice_sha256 label_sha256 confirms hash_version record_hash"),
            **plain("network_commitment submission_commitment page_path locale actor channel"),
            **plain("control"),
            **dict.fromkeys(
                ["subject", "purpose", "type", "occurred_at", "source"], inventory.LEDGER
            ),
        },
    )
    declare(
        "hustings_signup.LedgerSeal",
        plain(
            "id number version previous_hash count total records_hash sealed_at seal_hash last_id "
            "missing late leaves"
        ),
    )
    declare(
        "hustings_signup.ConsentEvidence",
        {
            **plain("id kind subject submission salt commitment created_at"),
            "content": inventory.EVIDENCE,
        },
        about="subject",
    )
    declare("hustings_signup.Hit", {**plain("id kind at"), "key_hash": inventory.LIMIT,
                                    "act_hash": inventory.LIMIT})  # fmt: skip
    declare(
        "hustings_signup.SiteGuard",
        plain(
            "id site_id form_limit paused captchas message message_from message_until changed_at"
        ),
    )
    declare(
        "hustings_signup.CaptchaCheck",
        {**plain("id submission_id may_mail created_at"), "token": inventory.CAPTCHA},
    )
    declare(
        "hustings_signup.ListedPattern",
        {
            **plain("id site_id verdict kind note made_at made_by_id ends_at"),
            "pattern": inventory.LISTED,
        },
    )
    declare(
        "hustings_signup.Suppression",
        {**plain("id site_id reason created_at"), "mailbox_hash": inventory.SUPPRESSED},
    )
    # The controller may be a natural person.
    declare(
        "hustings_signup.NoticeText",
        {
            **plain("id translation_key locale_id latest_revision_id live site_id slug title"),
            **plain("has_unpublished_changes first_published_at last_published_at"),
            **plain("live_revision_id go_live_at expire_at expired locked locked_at locked_by_id"),
            **plain("body act_label phone_label neighbourhood_label recipients processors"),
            **plain("outside_eu retention withdrawal"),
            "controller": RESPONSIBLE,
        },
    )
    declare(
        "hustings_signup.NoticeOffer",
        plain("id translation_key locale_id sort_order notice_id purpose label help_text"),
    )
    declare(
        "hustings_signup.Neighbourhood",
        plain("id site_id key names postcodes sort_order is_open"),  # places; nobody lives in it
    )
    declare(
        "hustings_signup.ProcessorEntry",
        {
            **plain("id site_id key country is_outside_eu purpose safeguard since_on ended_on"),
            **plain("declared_at declared_by_id"),
            "name": RESPONSIBLE,  # a processor may be one person with a firm
        },
    )
    declare(
        "hustings_signup.Notice",
        {
            **plain("id site_id site_name slug version locale sha256 published_at"),
            "content": RESPONSIBLE,
        },
    )


def _mails() -> None:
    declare("hustings_signup.ReportReading", plain("name read_at understood left failure"))
    declare(
        "hustings_signup.MailReport",
        {
            **plain("id supporter_id status"),
            **dict.fromkeys(("kind", "day"), inventory.MAIL_STATE),
        },
        about="supporter_id",
    )
    declare(
        "hustings_signup.Circuit",
        plain("name failures code opened_at open_until openings probe_until"),
    )
    declare(
        "hustings_signup.RenewalRequest",
        plain("id notice_id supporter_id asked_at"),
        about="supporter_id",
    )
    declare(
        "hustings_signup.Link",
        {
            **plain("id uuid kind key_number supporter_id submission_id created_at expires_at"),
            "token_hash": inventory.PERSONAL_LINK,
        },
        about="supporter_id",
    )
    declare(
        "hustings_signup.Outbox",
        {
            **plain("id uuid site_id supporter_id account_id submission_id attempts created_at"),
            **plain("due_at leased_until finished_at failure blocked_at blocked_for"),
            **dict.fromkeys(("kind", "state"), inventory.MAIL_STATE),
        },
        about="supporter_id",
        nobody=inventory.Ground.STAFF,  # a mail to the campaign itself
    )


def _rights() -> None:
    declare(
        "hustings_signup.DataRequest",
        {
            **plain("id site_id kind channel received_on due_on supporter_id state closed_at"),
            **plain("extended_at extension_told"),
            **dict.fromkeys(("note", "extension_reason"), inventory.REQUEST),
        },
    )
    declare(
        "hustings_signup.AddressChange",
        {
            **plain("id supporter_id created_at expires_at confirmed_at"),
            **dict.fromkeys(("email", "email_canonical", "email_before"), inventory.CONTACT),
        },
        about="supporter_id",
    )
    # A number that points to nobody any more.
    declare(
        "hustings_signup.ExportRecall",
        plain("id export_id supporter_number created_at done_at"),
    )


def _staff() -> None:
    declare("hustings_signup.SiteAccess", plain("id group_id site_id"))
    declare(
        "hustings_signup.ExportRecord",
        {
            **plain("id site_id user_id format columns rows left_out started_at finished_at"),
            **dict.fromkeys(("user_name", "purpose_text", "filters"), inventory.AUDIT),
        },
    )
    declare(
        "hustings_signup.AccessEntry",
        {
            **plain("id site_id user_id at action detail supporter_number people"),
            **dict.fromkeys(("user_name", "search", "term_hash"), inventory.AUDIT),
        },
    )
    declare(
        "hustings_signup.SignupPage",
        {**plain("page_ptr_id asks_for offers_neighbourhoods lead"), "body": PUBLISHED},
    )
