"""The current state per person and purpose: a cache that the ledger can rebuild."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings_signup.models.people import Supporter


class Subscription(models.Model):
    """Where one person stands for one purpose with a list (news, volunteering)."""

    class State(models.TextChoices):
        """Only ACTIVE may be written to."""

        PENDING = "pending", _("waiting for confirmation")
        ACTIVE = "active", _("active")
        WITHDRAWN = "withdrawn", _("withdrawn")
        BOUNCED = "bounced", _("address unreachable")
        EXPIRED = "expired", _("never confirmed")
        NEEDS_RENEWAL = "needs_renewal", _("needs a new consent")
        SUPPRESSED = "suppressed", _("suppressed")

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="subscriptions")
    purpose = models.CharField(_("purpose"), max_length=50)
    state = models.CharField(_("state"), max_length=15, choices=State)
    # The moment of the statement that made this state (never moved by a repeated press).
    since = models.DateTimeField(_("since"))
    notice_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "purpose"], name="hustings_signup_subscription_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["purpose", "state", "supporter"], name="hustings_signup_sub_state"
            ),
            models.Index(fields=["state", "supporter"], name="hustings_signup_sub_any"),
        ]

    def __str__(self) -> str:
        return f"Subscription {self.pk}"
