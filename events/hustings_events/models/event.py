"""The row that all translations of one event share: seats, effective capacity, calendar number."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from hustings_events import zones

MAX_PARTY = 4


class Status(models.TextChoices):
    """Whether the event takes place."""

    SCHEDULED = "scheduled", _("takes place")
    CANCELLED = "cancelled", _("cancelled")


class Event(models.Model):
    """One event of one site, whatever its languages; made when its first page is published.

    Registrations point here. Only `hustings_events.services` writes it, and seats change only by
    the conditional updates of `hustings_events.seats`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    translation_key = models.UUIDField(editable=False)
    # The title in the first language, for staff lists.
    title = models.CharField(_("title"), max_length=255)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    time_zone = models.CharField(_("time zone"), max_length=50, default=zones.default_name)
    location = models.CharField(_("place"), max_length=500, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SCHEDULED)
    takes_registrations = models.BooleanField(default=True)
    party_limit = models.PositiveSmallIntegerField(default=MAX_PARTY)
    # What the pages ask for; None is no limit.
    capacity_wanted = models.PositiveIntegerField(null=True, blank=True)
    # What is in force: never below the seats that are taken, and back to what is wanted as they
    # are given back.
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    seats_taken = models.PositiveIntegerField(_("seats taken"), default=0)
    # RFC 5545, 3.8.7.4: raised by each change of time, place or status.
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-starts_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["site", "translation_key"], name="hustings_events_event_once"
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(seats_taken__lte=F("capacity")),
                name="hustings_events_never_oversold",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="hustings_events_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(party_limit__gte=1, party_limit__lte=MAX_PARTY),
                name="hustings_events_party_limit",
            ),
        ]
        indexes = [models.Index(fields=["site", "-starts_at"], name="hustings_events_by_start")]

    def __str__(self) -> str:
        return self.title

    @property
    def act_ref(self) -> str:
        """How submissions and consent records name this event."""
        return f"event:{self.pk}"

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.status == Status.CANCELLED

    @property
    def seats_left(self) -> int | None:
        """Free seats; None without a limit. Never shown to the public as a number."""
        return None if self.capacity is None else max(self.capacity - self.seats_taken, 0)

    def takes_registrations_at(self, at: datetime) -> bool:
        """Whether somebody may register at a moment; also when full, for the waiting list."""
        return self.takes_registrations and not self.is_cancelled and at < self.starts_at

    def page_in(self, language: str) -> Page | None:
        """The live page in a language, else in any other; None when none is live."""
        from hustings_events.models.event_page import EventPage

        pages = EventPage.objects.filter(translation_key=self.translation_key).live()
        found = [
            page
            for page in pages.select_related("locale").order_by("pk")
            if (site := page.get_site()) and site.pk == self.site_id
        ]
        wanted = [page for page in found if page.locale.language_code == language]
        return (wanted or found or [None])[0]
