"""How a mailing went with one person."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings_mailings.models.mailings import Mailing
from hustings_signup.models import Supporter


class Delivery(models.Model):
    """One mail of a mailing to one person; its uuid is the Message-ID at every attempt."""

    class State(models.TextChoices):
        """WAITING and SENDING are still to do. A delivery that is SENDING when its lease is over
        belonged to a worker that died: it may have been sent, and is sent again."""

        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        SKIPPED = "skipped", _("not sent")
        REFUSED = "refused", _("refused by the mail server")
        BOUNCED = "bounced", _("came back")

    class Reason(models.TextChoices):
        """Why one was not sent, seen at the moment of sending."""

        NO_CONSENT = "no_consent", _("the consent ended before it was sent")
        NO_EDITION = "no_edition", _("there is no edition in a language they read")
        CANCELLED = "cancelled", _("the mailing was cancelled")
        SWITCHED_OFF = "switched_off", _("the step was switched off")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="deliveries")
    supporter = models.ForeignKey(
        Supporter, on_delete=models.CASCADE, related_name="mailing_deliveries"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    # Of what was not sent a Reason, of what was refused the code of the failure.
    reason = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "supporter"], name="hustings_mailings_delivery_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["mailing", "due_at", "id"],
                name="hustings_mailings_to_do",
                condition=Q(state__in=["waiting", "sending"]),
            ),
            models.Index(fields=["mailing", "state", "reason"], name="hustings_mailings_ended"),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.pk}"
