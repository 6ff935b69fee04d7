"""The telephone number a volunteer gave, for one purpose: to be called as a volunteer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings_signup.models.imports import ImportBatch
from hustings_signup.models.people import Supporter
from hustings_signup.models.submissions import Submission


class VolunteerPhone(models.Model):
    """As typed into one volunteer form, or brought by an import that proved the consent. It counts
    once that form is confirmed, and goes when the person stops being contacted as a volunteer."""

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="phones")
    # None for a number that was imported.
    submission = models.OneToOneField(
        Submission, null=True, on_delete=models.CASCADE, related_name="volunteer_phone"
    )
    batch = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.SET_NULL, related_name="phones"
    )
    number = models.CharField(_("telephone"), max_length=30)
    created_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("telephone number of a volunteer")
        verbose_name_plural = _("telephone numbers of volunteers")
        default_permissions = ()

    def __str__(self) -> str:
        return f"Telephone of supporter {self.supporter_id}"
