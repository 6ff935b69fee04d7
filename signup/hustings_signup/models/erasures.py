"""What an erasure or a correction leaves to be done outside the supporter's row."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings_signup.models.exports import ExportRecord
from hustings_signup.models.people import Supporter


class ExportRecall(models.Model):
    """ "Delete supporter no. N from your file": owed by who made an export (GDPR art. 19)."""

    export = models.ForeignKey(
        ExportRecord, on_delete=models.CASCADE, related_name="recalls", verbose_name=_("export")
    )
    # As it stands in the file; points to nobody any more.
    supporter_number = models.PositiveBigIntegerField(_("person no."))
    created_at = models.DateTimeField(_("erased on"))
    done_at = models.DateTimeField(_("deleted from the file on"), null=True, blank=True)

    class Meta:
        verbose_name = _("deletion from an export")
        verbose_name_plural = _("deletions from exports")
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["export", "supporter_number"], name="hustings_signup_recall_once"
            )
        ]

    def __str__(self) -> str:
        return _("Person no. %(number)s") % {"number": self.supporter_number}


class AddressChange(models.Model):
    """A new address that waits for its owner to confirm it; the old one is told."""

    supporter = models.OneToOneField(
        Supporter, on_delete=models.CASCADE, related_name="address_change"
    )
    email = models.CharField(max_length=254)
    email_canonical = models.CharField(max_length=254)
    email_before = models.CharField(max_length=254)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Address change {self.pk}"
