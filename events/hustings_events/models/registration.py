"""A person's place, or wish for a place, at an event."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from hustings_events.models.event import MAX_PARTY, Event
from hustings_signup.models import Submission, Supporter

#: Seats an unconfirmed registration may hold (consent.md, States).
MAX_HELD = 2


class Registration(models.Model):
    """What one submission asked for, and what became of it. Personal data.

    A mailbox has at most one registration that counts, and holds seats for at most one that
    waits for its confirmation; confirming a second one changes the first. Of a person who was
    erased after the event only the number of people stays.
    """

    class State(models.TextChoices):
        """PENDING waits for the mailbox to confirm; REGISTERED has its seats."""

        PENDING = "pending", _("to be confirmed")
        REGISTERED = "registered", _("registered")
        WAITING = "waiting", _("waiting list")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("never confirmed")
        ANONYMISED = "anonymised", _("anonymised")

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("event")
    )
    supporter = models.ForeignKey(
        Supporter,
        null=True,
        on_delete=models.CASCADE,
        related_name="event_registrations",
        verbose_name=_("supporter"),
    )
    submission = models.OneToOneField(
        Submission, null=True, on_delete=models.CASCADE, related_name="event_registration"
    )
    # Of the mailbox with provider aliases folded: tells duplicates, nothing else.
    folded_hash = models.CharField(max_length=70, editable=False)
    party_size = models.PositiveSmallIntegerField(_("people"), default=1)
    note = models.CharField(_("note"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    seats_held = models.PositiveSmallIntegerField(default=0)
    hold_until = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("sent"), db_index=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-pk"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "folded_hash"],
                condition=Q(state__in=["registered", "waiting"]),
                name="hustings_events_one_per_mailbox",
            ),
            models.UniqueConstraint(
                fields=["event", "folded_hash"],
                condition=Q(state="pending", seats_held__gt=0),
                name="hustings_events_one_hold_per_mailbox",
            ),
            models.CheckConstraint(
                condition=Q(party_size__gte=1, party_size__lte=MAX_PARTY),
                name="hustings_events_party_size",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["registered", "anonymised"], seats_held=F("party_size"))
                | Q(state="pending", seats_held__lte=MAX_HELD)
                | Q(state__in=["waiting", "cancelled", "expired"], seats_held=0),
                name="hustings_events_seats_match_state",
            ),
            models.CheckConstraint(
                condition=Q(state="anonymised", supporter=None, submission=None)
                | Q(supporter__isnull=False, submission__isnull=False) & ~Q(state="anonymised"),
                name="hustings_events_anonymised_is_nobodys",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(waiting_since__isnull=False),
                name="hustings_events_waiting_in_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["event", "waiting_since", "id"],
                name="hustings_events_queue",
                condition=Q(state="waiting"),
            ),
            models.Index(
                fields=["hold_until"],
                name="hustings_events_holds",
                condition=Q(state="pending", seats_held__gt=0),
            ),
            models.Index(fields=["event", "state", "-id"], name="hustings_events_reg_list"),
        ]

    def __str__(self) -> str:
        """Never a name or address: Wagtail's log keeps this text for ever."""
        return _now("Registration %(number)s") % {"number": self.pk}

    @property
    def person(self) -> Supporter:
        """Whose it is; LookupError once it is anonymised."""
        if self.supporter is None:
            raise LookupError(f"{self} belongs to nobody any more.")
        return self.supporter

    @property
    def is_live(self) -> bool:
        """Whether it counts or waits to count."""
        return self.state in (self.State.REGISTERED, self.State.WAITING)
