"""What tells that two rows may be one person: keyed hashes to compare, and the pairs found."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup.models.people import Supporter


class MatchKey(models.Model):
    """What of a person is compared, by keyed hash; "" where there is nothing to compare."""

    supporter = models.OneToOneField(
        Supporter, on_delete=models.CASCADE, primary_key=True, related_name="match_key"
    )
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    # The mailbox with the aliases of its provider folded.
    mailbox_hash = models.CharField(max_length=70, blank=True)
    # First and last name without case and accents, and the postcode.
    name_hash = models.CharField(max_length=70, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["mailbox_hash"], name="hustings_signup_match_mailbox"),
            models.Index(fields=["name_hash"], name="hustings_signup_match_name"),
        ]

    def __str__(self) -> str:
        return f"Match key of supporter {self.supporter_id}"


class DuplicatePair(models.Model):
    """Two people of a site who may be one; `first` is the older row."""

    class Reason(models.TextChoices):
        """What they have in common."""

        MAILBOX = "mailbox", _("same mailbox, written in two ways")
        NAME = "name", _("same name and postcode")

    first = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("in common"), max_length=10, choices=Reason)
    found_at = models.DateTimeField(_("found"))
    # Staff said that they are two people: never shown again.
    dismissed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="hustings_signup_pair_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")),
                name="hustings_signup_pair_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"Pair {self.pk}"
