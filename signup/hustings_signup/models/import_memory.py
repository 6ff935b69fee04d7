"""What imports leave behind: foreign numbers, people to be asked once, mailboxes to leave alone."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup.models.imports import ImportBatch
from hustings_signup.models.outbox import Outbox
from hustings_signup.models.people import Supporter


class Identifier(models.Model):
    """The number another system gave a person ("nationbuilder:17", as OSDI writes it), so that a
    second import finds them again."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="identifiers")
    system = models.CharField(max_length=20)
    key = models.CharField(max_length=100)
    batch = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.SET_NULL, related_name="identifiers"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["site", "system", "key"], name="hustings_signup_identifier_once"
            )
        ]

    def __str__(self) -> str:
        return f"Identifier {self.pk}"


class ImportAsk(models.Model):
    """Somebody of an imported file without full proof: not a supporter, on no list (R10).

    Asked once by one neutral mail after a second person released it; silence deletes the row.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="asks")
    purpose = models.CharField(max_length=50)
    email = models.CharField(max_length=254)
    email_canonical = models.CharField(max_length=254)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    town = models.CharField(max_length=100, blank=True)
    department = models.CharField(max_length=3, blank=True)
    locale = models.CharField(max_length=10)
    # Names of tags, put on whoever says yes.
    tags = models.JSONField(default=list)
    identifier_system = models.CharField(max_length=20, blank=True)
    identifier_key = models.CharField(max_length=100, blank=True)
    key_number = models.PositiveSmallIntegerField()
    token_hash = models.CharField(max_length=64, unique=True)
    outbox = models.OneToOneField(
        Outbox, null=True, on_delete=models.SET_NULL, related_name="import_ask"
    )
    # When `tick` may look at it: put off while the mailbox has had its mails of the day.
    due_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    # 30 days after the mail was queued, or after the import when it never was.
    delete_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("person to be asked once")
        verbose_name_plural = _("people to be asked once")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["site", "email_canonical"], name="hustings_signup_ask_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="hustings_signup_ask_due",
                condition=models.Q(asked_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"Ask {self.pk}"


class ImportBar(models.Model):
    """A mailbox, by keyed hash, that no later import may bring back: it refused elsewhere, it
    bounced, or it was asked once already. Its holder may still sign up on a form of ours."""

    class Reason(models.TextChoices):
        """ASKED only keeps from asking again."""

        REFUSED = "refused", _("refused or unsubscribed")
        BOUNCED = "bounced", _("unreachable")
        ASKED = "asked", _("asked once already")

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    mailbox_hash = models.CharField(max_length=70)
    reason = models.CharField(max_length=10, choices=Reason)
    batch = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.SET_NULL, related_name="bars"
    )
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["site", "mailbox_hash", "reason"], name="hustings_signup_bar_once"
            )
        ]

    def __str__(self) -> str:
        return f"Bar {self.pk}"
