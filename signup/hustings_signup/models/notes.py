"""Notes of staff about a person, written in the knowledge that the person may read them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings_signup.models.imports import ImportBatch
from hustings_signup.models.people import Supporter


class Note(models.Model):
    """What one member of staff wrote down about one person."""

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=2000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Stays when the account is deleted.
    author_name = models.CharField(_("author"), max_length=150)
    created_at = models.DateTimeField(_("written"))
    edited_at = models.DateTimeField(_("changed"), null=True, blank=True)
    # The import that brought it; the author is whoever imported.
    batch = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.SET_NULL, related_name="notes"
    )

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Note {self.pk}"
