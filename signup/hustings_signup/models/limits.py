"""Limits per mailbox and network, and the mailboxes we must leave alone."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class Hit(models.Model):
    """One act of a mailbox, network or form, by keyed hash: counted, never readable, pruned."""

    class Kind(models.TextChoices):
        """What is counted."""

        MAIL = "mail", "mail"
        NETWORK = "network", "network"
        FORM = "form", "form"
        PROOF = "proof", "proof"
        LOGIN = "login", "login"

    kind = models.CharField(max_length=10, choices=Kind)
    key_hash = models.CharField(max_length=70)
    act_hash = models.CharField(max_length=70, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key_hash", "at"], name="hustings_signup_hit_recent")]

    def __str__(self) -> str:
        return f"Hit {self.pk}"


class Suppression(models.Model):
    """A mailbox, by keyed hash, that asked to be left alone or complained."""

    class Reason(models.TextChoices):
        """Why."""

        NOT_ME = "not_me", _("someone else typed this address")
        COMPLAINT = "complaint", _("complaint")
        ERASED = "erased", _("erased on request")
        WITHDRAWN = "withdrawn", _("had said no when their time was over")

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    mailbox_hash = models.CharField(max_length=70)
    reason = models.CharField(max_length=10, choices=Reason)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "mailbox_hash"], name="hustings_signup_suppressed_once"
            )
        ]

    def __str__(self) -> str:
        return f"Suppression {self.pk}"
