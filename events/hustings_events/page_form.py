"""The editor's form of an event: clock times at the place, and what publishing asks for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.widgets import AdminDateTimeInput

from hustings_events import zones
from hustings_home import places
from hustings_home.own_choices import PageForm


class ClockField(forms.DateTimeField):
    """A moment typed and shown on the clock of `zone`, not on the editor's own."""

    widget = AdminDateTimeInput
    zone: ZoneInfo | None = None

    def prepare_value(self, value: Any) -> Any:
        """The stored moment as the clock at the place shows it."""
        with timezone.override(self.zone):
            return super().prepare_value(value)

    def to_python(self, value: Any) -> datetime | None:
        """The moment at which the clock at the place shows what was typed."""
        with timezone.override(self.zone):
            return super().to_python(value)


class EventPageForm(PageForm):
    """Reads start and end in the event's own zone, fills the town, guards the capacity."""

    starts_at = ClockField(label=_("start"))
    ends_at = ClockField(label=_("end"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = self.data.get(self.add_prefix("time_zone")) if self.is_bound else None
        zone = zones.zone(typed or self.instance.time_zone)
        for name in ("starts_at", "ends_at"):
            field = self.fields.get(name)
            if isinstance(field, ClockField):
                field.zone = zone

    def clean(self) -> dict[str, Any]:
        """Drafts may be incomplete; publishing may not."""
        data = super().clean()
        self._fill_place(data)
        if self.is_deferred_validation:
            return data
        start, end = data.get("starts_at"), data.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", _("The end comes after the start."))
        self._check_capacity(data)
        return data

    def _fill_place(self, data: dict[str, Any]) -> None:
        """The town and department of the postcode, where the editor left them empty."""
        place = places.resolve(data.get("postcode") or "")
        if place is None:
            return
        for name in ("town", "department"):
            if name in self.fields and not data.get(name):
                data[name] = getattr(place, name)

    def _check_capacity(self, data: dict[str, Any]) -> None:
        """Fewer places than are taken would turn people away whom a mail has already promised."""
        row = self.instance.row if self.instance.pk else None
        capacity = data.get("capacity")
        if row is None or capacity is None or capacity >= row.seats_taken:
            return
        self.add_error(
            "capacity",
            ngettext(
                "%(count)d place is already taken: choose at least that many, "
                "or cancel registrations first.",
                "%(count)d places are already taken: choose at least that many, "
                "or cancel registrations first.",
                row.seats_taken,
            )
            % {"count": row.seats_taken},
        )
