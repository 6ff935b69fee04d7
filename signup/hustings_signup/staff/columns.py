"""Columns of the lists of people and mails."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.ui.tables import Column

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


class PostButtonColumn(Column):
    """A button that sends a POST for its row; nothing where `url` answers None."""

    cell_template_name = "hustings_signup/admin/post_button_cell.html"

    def __init__(
        self, name: str, *, label: Any, text: Any, url: Callable[[Any], str | None]
    ) -> None:
        super().__init__(name, label=label)
        self.text = text
        self.url = url

    def get_cell_context_data(
        self, instance: models.Model, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The form needs the token of the page."""
        return {
            "url": self.url(instance),
            "text": self.text,
            "instance": instance,
            "csrf_token": parent_context.get("csrf_token", ""),
        }
