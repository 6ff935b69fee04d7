"""Columns of the lists of people and mails."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import models
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from wagtail.admin.ui.tables import Column

from hustings_home.wording import labelled
from hustings_signup import purposes
from hustings_signup.models import FollowUp, Subscription, Supporter
from hustings_signup.staff.sites import name_of

#: The colour of a state; its word always stands beside it.
TONES: dict[str, str] = {
    Subscription.State.ACTIVE: "yes",
    Subscription.State.PENDING: "open",
}


def place(supporter: Supporter) -> str:
    """`69001 Lyon`; what is known of it."""
    return f"{supporter.postcode} {supporter.town}".strip()


def states(supporter: Supporter) -> SafeString:
    """Each purpose with its state, as a list of labels. Expects `list_states` (see `finding`)."""
    rows = [line.split(" ") for line in (supporter.list_states or "").splitlines()]  # type: ignore[attr-defined]
    words = dict(Subscription.State.choices)
    return format_html_join(
        " ",
        '<span class="hustings-tag hustings-tag--{}">{}</span>',
        (
            (
                TONES.get(state, "no"),
                labelled(purposes.label_of(purpose, supporter.site_id), words[state]),
            )
            for purpose, state in rows
        ),
    )


def tags(supporter: Supporter) -> str:
    """The names of a person's tags. Expects `tag_names` (see `finding`)."""
    return ", ".join((supporter.tag_names or "").split("\n"))  # type: ignore[attr-defined]


def due(follow_up: FollowUp) -> SafeString | str:
    """The day, marked when it is over."""
    if follow_up.due_on is None:
        return ""
    day = date_format(follow_up.due_on, "SHORT_DATE_FORMAT")
    if follow_up.done_at or follow_up.due_on >= timezone.localdate():
        return day
    return format_html('<strong class="hustings-late">{} ({})</strong>', day, gettext("overdue"))


def site_name(row: models.Model) -> str:
    """The site an object belongs to."""
    return name_of(row.site)  # type: ignore[attr-defined]


class Cell(Column):
    """A cell that carries its heading, for small screens where rows become cards.

    Written without a template: a page of the list has hundreds of them, and a template each took
    a third of its time.
    """

    def render_cell_html(self, instance: models.Model, parent_context: Mapping[str, Any]) -> str:
        """`<td data-label="Place"><span>69001 Lyon</span></td>`; empty for nothing."""
        value = self.get_value(instance)
        return format_html(
            '<td data-label="{}"{}>{}</td>',
            self.label,
            format_html(' class="{}"', self.classname) if self.classname else "",
            ""
            if value is None or not str(value).strip()
            else format_html("<span>{}</span>", value),
        )


class Moment(Cell):
    """Date and time in the reader's format; "" for none."""

    def get_value(self, instance: models.Model) -> str:
        """Local time."""
        at = super().get_value(instance)
        return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else ""


class Number(Cell):
    """A count with its thousands apart."""

    def get_value(self, instance: models.Model) -> str:
        """As the language writes it."""
        return intcomma(super().get_value(instance))


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
        """The form needs a token; a table hands on the request and nothing else of the page."""
        return {
            "url": self.url(instance),
            "text": self.text,
            "instance": instance,
            "csrf_token": get_token(parent_context["request"]),
        }


class TickColumn(Column):
    """A box per row that belongs to the form under the list."""

    def render_cell_html(self, instance: models.Model, parent_context: Mapping[str, Any]) -> str:
        """Without a template, as `Cell`."""
        return format_html(
            '<td class="hustings-tick"><input type="checkbox" name="person" value="{pk}"'
            ' form="hustings-bulk" id="tick-{pk}" aria-label="{label}"></td>',
            pk=instance.pk,
            label=gettext("Tick %(person)s") % {"person": instance},
        )


class NameColumn(Column):
    """What a row is called, leading to its page where `url` gives one."""

    def __init__(self, name: str, *, url: Callable[[Any], str | None], **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.url = url

    def render_cell_html(self, instance: models.Model, parent_context: Mapping[str, Any]) -> str:
        """Wagtail's title cell, without a template, as `Cell`."""
        url, name = self.url(instance), self.get_value(instance)
        shown = format_html('<a href="{}">{}</a>', url, name) if url else name
        return format_html('<td class="title"><div class="title-wrapper">{}</div></td>', shown)
