"""When and where something takes place, on the clock of the place."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel

from hustings_events import wording, zones
from hustings_events.models.event import Status


class Occasion(models.Model):
    """Start and end, whether it takes place, the address and how one gets in."""

    # Nullable so that a draft can be saved without them; publishing asks for them.
    starts_at = models.DateTimeField(_("start"), null=True)
    ends_at = models.DateTimeField(_("end"), null=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        choices=zones.choices,
        default=zones.default_name,
        help_text=_("Start and end are the time on a clock at that place."),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SCHEDULED)
    status_note = models.CharField(
        _("reason"),
        max_length=300,
        blank=True,
        help_text=_("Shown to visitors when the event is cancelled."),
    )

    place_name = models.CharField(
        _("name of the place"), max_length=160, blank=True, help_text=_("For example: Town hall.")
    )
    address = models.CharField(_("address"), max_length=255, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    department = models.CharField(
        _("department"),
        max_length=3,
        blank=True,
        help_text=_("Found from the postcode when left empty, like the town."),
    )
    access = models.TextField(
        _("access"),
        max_length=500,
        blank=True,
        help_text=_("Step-free access, sign language, childcare, public transport, parking."),
    )

    occasion_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("time_zone"),
                FieldRowPanel([FieldPanel("status"), FieldPanel("status_note")]),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("place_name"),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("postcode"), FieldPanel("town")]),
                FieldPanel("department"),
                FieldPanel("access"),
            ],
            heading=_("Where"),
        ),
    ]

    class Meta:
        abstract = True

    @property
    def local_start(self) -> datetime | None:
        """The start on a clock at the place."""
        return self._on_site_clock(self.starts_at)

    @property
    def local_end(self) -> datetime | None:
        """The end on a clock at the place."""
        return self._on_site_clock(self.ends_at)

    def _on_site_clock(self, moment: datetime | None) -> datetime | None:
        return timezone.localtime(moment, zones.zone(self.time_zone)) if moment else None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.status == Status.CANCELLED

    @property
    def is_past(self) -> bool:
        """Whether it is over."""
        return self.ends_at is not None and self.ends_at < timezone.now()

    @property
    def location(self) -> str:
        """Place and address in one line."""
        town = f"{self.postcode} {self.town}".strip()
        return ", ".join(part for part in (self.place_name, self.address, town) if part)

    @property
    def when(self) -> str:
        """Weekday, day and clock times at the place, in the language active now."""
        return wording.when(self.local_start, self.local_end)

    @property
    def zone_name(self) -> str:
        """Whose clock that is: "Paris time"."""
        return zones.spoken(self.time_zone)

    @property
    def date_box(self) -> wording.DateBox | None:
        """Day, month and weekday for lists; None for a draft without a date."""
        return wording.date_box(self.local_start) if self.local_start else None
