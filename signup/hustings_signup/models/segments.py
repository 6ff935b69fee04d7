"""A saved question about the people of a site: who has agreed to this, and lives there, and ..."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class Segment(models.Model):
    """A tree of conditions, and the purpose whose live consent every one of its people gave.

    Without a purpose it is only for looking: nobody is exported or written to by it.
    """

    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="+", verbose_name=_("site")
    )
    name = models.CharField(_("name"), max_length=80)
    purpose = models.CharField(_("purpose"), max_length=50, blank=True)
    # As `segments.tree` reads and writes it; checked again each time it is read.
    tree = models.JSONField(default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made"))
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        default_permissions = ()
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="hustings_signup_segment_name")
        ]

    def __str__(self) -> str:
        return self.name
