"""Companies that work for the campaign with personal data, each declared before its first use."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class ProcessorEntry(models.Model):
    """One company of one site: a service the software knows (by `key`), or any other.

    Never deleted: who worked for the campaign, from when until when, is asked for afterwards.
    """

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    # Of `hustings_signup.processors`; empty for what the software does not know: the hoster.
    key = models.CharField(_("service"), max_length=50, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=100, help_text=_("As notices name it."))
    country = models.CharField(
        _("country"), max_length=60, help_text=_("Where it keeps or reads the data.")
    )
    is_outside_eu = models.BooleanField(
        _("outside the European Union"),
        default=False,
        help_text=_(
            "Then a notice has to name it, and whoever agreed to an older one is asked anew."
        ),
    )
    purpose = models.CharField(
        _("what for"), max_length=200, help_text=_("In one sentence. Visitors read it.")
    )
    safeguard = models.CharField(
        _("contract or safeguard"),
        max_length=200,
        help_text=_(
            "The contract under GDPR art. 28 and its date; outside the Union also what protects "
            "the transfer: an adequacy decision, standard clauses."
        ),
    )
    since_on = models.DateField(_("since"), default=timezone.localdate)
    ended_on = models.DateField(_("ended"), null=True, blank=True, editable=False)
    declared_at = models.DateTimeField(_("declared"), editable=False)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        verbose_name=_("declared by"),
    )

    class Meta:
        verbose_name = _("processor")
        verbose_name_plural = _("processors")
        default_permissions = ()
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "key"],
                condition=~models.Q(key="") & models.Q(ended_on=None),
                name="hustings_signup_processor_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("since_on")),
                name="hustings_signup_processor_ends_later",
            ),
            models.CheckConstraint(
                condition=~models.Q(name="")
                & ~models.Q(country="")
                & ~models.Q(purpose="")
                & ~models.Q(safeguard=""),
                name="hustings_signup_processor_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name with its country."""
        return f"{self.name}, {self.country}"
