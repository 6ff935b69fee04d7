"""The shell's own tables, column by column."""

from hustings_home.inventory.kinds import PUBLISHED, RESPONSIBLE
from hustings_home.inventory.registry import declare, plain


def declare_all() -> None:
    """Called once, when the shell starts."""
    declare(
        "hustings_home.BrandSettings",
        plain("id site_id campaign_name primary_colour accent_colour logo_id favicon_id"),
    )
    named = "publisher director candidate_name address phone contact_email"
    reached = "data_contact_email data_contact_postal"
    declare(
        "hustings_home.IdentitySettings",
        {
            **plain("id site_id legal_form registration host_name host_address host_phone"),
            **plain("office election_date second_round_date"),
            **dict.fromkeys(f"{named} {reached}".split(), RESPONSIBLE),
        },
    )
    declare("hustings_home.Heartbeat", plain("id name at"))
    declare("hustings_home.Lease", plain("id name holder expires_at"))
    declare("hustings_home.JobRun", plain("id name started_at finished_at succeeded_at error"))
    # Teams, press contacts and quotations stand in the body of pages.
    declare(
        "hustings_home.HomePage",
        {
            **plain("page_ptr_id eyebrow lead hero_image_id primary_action_page_id"),
            **plain("primary_action_label signup_page_id"),
            "body": PUBLISHED,
        },
    )
    declare(
        "hustings_home.LegalPage",
        {**plain("page_ptr_id kind replaces_generated"), "body": PUBLISHED},
    )
    declare("hustings_home.ProgrammeIndexPage", {**plain("page_ptr_id lead"), "body": PUBLISHED})
    declare(
        "hustings_home.IssuePage",
        {**plain("page_ptr_id measure theme sources"), "body": PUBLISHED},
    )
    declare("hustings_home.StandardPage", {**plain("page_ptr_id lead"), "body": PUBLISHED})
