"""Who was asked whether they agree to changed words: once per person and version."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings_signup.models.notices import Notice
from hustings_signup.models.people import Supporter


class RenewalRequest(models.Model):
    """One neutral mail about one published version; there is never a second, nor a reminder."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("request for a new consent")
        verbose_name_plural = _("requests for a new consent")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "supporter"], name="hustings_signup_renewal_asked_once"
            )
        ]

    def __str__(self) -> str:
        return f"Renewal request {self.pk}"
