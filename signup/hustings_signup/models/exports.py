"""Every export of people leaves a row: who, when, what for, which columns, how many."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class ExportRecord(models.Model):
    """One file that left with people in it (consent.md R17); kept so that we can tell its
    holder to delete a person who was erased later (R12)."""

    class Format(models.TextChoices):
        """Kind of file."""

        XLSX = "xlsx", _("Spreadsheet (XLSX)")
        CSV = "csv", _("Text table (CSV)")
        EVERYTHING = "zip", _("Everything (ZIP)")

    #: What the staff screen offers; everything at once leaves by a command only.
    FILES = (Format.XLSX, Format.CSV)

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("who"),
    )
    # Stays when the account is deleted.
    user_name = models.CharField(max_length=150)
    purpose_text = models.TextField(_("what for"), max_length=500)
    format = models.CharField(_("format"), max_length=4, choices=Format)
    columns = models.JSONField(_("columns"))
    # Names and values of the filters; of a search only that there was one, never its text.
    filters = models.JSONField(_("filters"), default=dict)
    # Counted before the first byte, corrected to what really left when the download ends.
    rows = models.PositiveIntegerField(_("rows"))
    # Whose rows rest on nothing in the ledger: they stay here, and the audit names them.
    left_out = models.PositiveIntegerField(_("left out"), default=0)
    started_at = models.DateTimeField(_("when"))
    # Empty when the download was broken off.
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return _("Export %(number)s") % {"number": self.pk}
