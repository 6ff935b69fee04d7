"""Supporters, and the deletable link between a person and their subject id in the ledger."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class SupporterQuerySet(models.QuerySet["Supporter"]):
    """Finds supporters."""

    def locked(self, pk: int) -> Supporter:
        """The person, held until the transaction ends: their statements come one after another.

        SQLite ignores the row lock; there every transaction is IMMEDIATE and alone anyway.
        """
        return self.select_related("site").select_for_update(of=("self",)).get(pk=pk)


class Supporter(models.Model):
    """One person for one site: the holder of one mailbox. Personal data; art. 9 by nature."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    email = models.CharField(_("e-mail as typed"), max_length=254)
    email_canonical = models.CharField(max_length=254, editable=False)
    given_name = models.CharField(_("first name"), max_length=100, blank=True)
    family_name = models.CharField(_("last name"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    department = models.CharField(_("department"), max_length=3, blank=True)
    locale = models.CharField(_("language"), max_length=10)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("since"))

    objects = SupporterQuerySet.as_manager()

    class Meta:
        verbose_name = _("supporter")
        verbose_name_plural = _("supporters")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "email_canonical"], name="hustings_signup_supporter_mailbox"
            )
        ]
        # Each ends in the id, the order of the list: any page of any filter is one short scan.
        indexes = [
            models.Index(fields=["site", "-id"], name="hustings_signup_supporter_page"),
            models.Index(fields=["site", "department", "id"], name="hustings_signup_person_dept"),
            models.Index(fields=["site", "created_at", "id"], name="hustings_signup_person_since"),
        ]

    def __str__(self) -> str:
        """Never a name or address: Wagtail's log keeps this text for ever."""
        return _("Supporter %(number)s") % {"number": self.pk}

    @property
    def name(self) -> str:
        """First and last name as one text; may be empty."""
        return f"{self.given_name} {self.family_name}".strip()


class SubjectLink(models.Model):
    """Says which person a random subject id of the ledger stands for; erasing deletes it."""

    subject = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    supporter = models.OneToOneField(
        Supporter, on_delete=models.CASCADE, related_name="subject_link"
    )

    def __str__(self) -> str:
        return f"Subject of supporter {self.supporter_id}"
