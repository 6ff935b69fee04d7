"""Columns of the lists of people and mails."""

from django.db import models
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from hustings_signup import purposes
from hustings_signup.models import Subscription, Supporter

#: The colour of a state; its word always stands beside it.
TONES = {
    Subscription.State.ACTIVE: "w-status--primary",
    Subscription.State.SUPPRESSED: "w-status--critical",
    Subscription.State.WITHDRAWN: "w-status--critical",
}


def place(supporter: Supporter) -> str:
    """`69001 Lyon`; what is known of it."""
    return f"{supporter.postcode} {supporter.town}".strip()


def states(supporter: Supporter) -> SafeString:
    """Each purpose with its state, as a list of labels. Expects prefetched subscriptions."""
    rows = sorted(supporter.subscriptions.all(), key=lambda row: row.purpose)
    return format_html_join(
        " ",
        '<span class="w-status {} w-status--label">{}: {}</span>',
        (
            (TONES.get(row.state, ""), purposes.label_of(row.purpose), row.get_state_display())
            for row in rows
        ),
    )


def site_name(row: models.Model) -> str:
    """The site an object belongs to."""
    return row.site.site_name or row.site.hostname  # type: ignore[attr-defined]
