"""What decides whether a petition can be signed; the same on its pages and its shared row."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: How long a signature given before the closing may still be confirmed (consent.md, States).
CONFIRM_AFTER_CLOSING = timedelta(hours=24)


class Phase(models.TextChoices):
    """Where a petition stands."""

    OPEN = "open", _("open")
    WON = "won", _("won")
    CLOSED = "closed", _("closed")


class PetitionTerms(models.Model):
    """Goal, closing date and state. Abstract."""

    goal = models.PositiveIntegerField(
        _("goal"),
        default=500,
        validators=[MinValueValidator(1)],
        help_text=_("Number of signatures aimed at."),
    )
    closes_at = models.DateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_("From then on nobody can sign. Leave empty to close it by hand."),
    )
    state = models.CharField(_("state"), max_length=6, choices=Phase, default=Phase.OPEN)

    class Meta:
        abstract = True

    @property
    def ended_by_hand_at(self) -> datetime | None:
        """When its state was set to won or closed; only the shared row knows."""
        return None

    def phase(self, at: datetime | None = None) -> Phase:
        """Where it stood at a moment (default now): past its closing date it is closed."""
        at = at or timezone.now()
        by_hand = self.ended_by_hand_at
        if self.state != Phase.OPEN and (by_hand is None or at >= by_hand):
            return Phase(self.state)
        if self.closes_at is not None and at >= self.closes_at:
            return Phase.CLOSED
        return Phase.OPEN

    @property
    def ends_at(self) -> datetime | None:
        """The last moment it can be signed, when that is known."""
        if self.state == Phase.OPEN:
            return self.closes_at
        return self.ended_by_hand_at or self.closes_at

    def accepts_signatures(self, at: datetime | None = None) -> bool:
        """Whether a new signature may be given."""
        return self.phase(at) == Phase.OPEN

    def accepts_confirmations(self, at: datetime | None = None) -> bool:
        """Whether a signature given in time may still be confirmed."""
        at = at or timezone.now()
        if self.accepts_signatures(at):
            return True
        return self.ends_at is not None and at < self.ends_at + CONFIRM_AFTER_CLOSING
