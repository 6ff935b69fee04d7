"""What is one across all languages of a petition: its terms in force and its count."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_petitions.models.terms import PetitionTerms


class Petition(PetitionTerms):
    """One petition of one site; signatures point here. Made when a page is first published.

    The terms are those of the page in the site's own language, as last published.
    """

    translation_key = models.UUIDField(editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=255, help_text=_("For staff lists."))
    closed_at = models.DateTimeField(_("won or closed"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["translation_key", "site"], name="hustings_petitions_one_row_per_key"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ended_by_hand_at(self) -> datetime | None:
        """When its state was set to won or closed."""
        return self.closed_at

    @property
    def ref(self) -> str:
        """Its name in the ledger and in submissions."""
        return f"petition:{self.pk}"

    @property
    def count(self) -> int:
        """Verified signatures, as last counted."""
        return self.tally.confirmed


class Tally(models.Model):
    """The count of a petition. Only `hustings_petitions.tally` writes it, never a request."""

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, related_name="tally")
    confirmed = models.PositiveIntegerField(_("verified signatures"), default=0)
    counted_at = models.DateTimeField(_("counted"), null=True, blank=True)
    recounted_at = models.DateTimeField(_("recounted"), null=True, blank=True)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return f"Tally {self.petition_id}"
