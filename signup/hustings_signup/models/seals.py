"""The chain over the ledger: each seal binds the records that came since the one before it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LedgerSeal(models.Model):
    """One link of the chain. Insert-only (triggers); its bytes are frozen in `proof.seals`.

    Its records are those with an id above the previous `last_id` up to its own, less `missing`,
    plus `late`: ids that stood in the `missing` of an earlier seal and were committed after it.
    """

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    version = models.PositiveSmallIntegerField()
    previous_hash = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(_("records"))
    # All records sealed so far, these included.
    total = models.PositiveBigIntegerField(_("records so far"))
    records_hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(_("sealed"), db_index=True)
    seal_hash = models.CharField(max_length=64)
    # Where to find the records here; ids are this database's own, so no hash covers them.
    last_id = models.PositiveBigIntegerField()
    missing = models.JSONField(default=list)  # [[first, last], ...]: ids nobody could see yet
    late = models.JSONField(default=list)
    # The first 8 bytes of each record's leaf, in order: enough to name the one that is wrong.
    leaves = models.BinaryField()

    class Meta:
        verbose_name = _("seal of the ledger")
        verbose_name_plural = _("seals of the ledger")
        ordering = ["number"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"Seal {self.number}"
