"""Follow-ups: what somebody of the team should do for a person, and by when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings_signup.models.people import Supporter


class FollowUp(models.Model):
    """One thing to do. Claimed by a conditional UPDATE: two people never do it twice."""

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="follow_ups")
    what = models.CharField(_("what"), max_length=250)
    due_on = models.DateField(_("by"), null=True, blank=True)
    # Names stay when an account is deleted.
    asked_by_name = models.CharField(_("asked by"), max_length=150)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_by_name = models.CharField(_("claimed by"), max_length=150, blank=True)
    created_at = models.DateTimeField(_("asked"))
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(claimed_at=None) | ~models.Q(claimed_by_name=""),
                name="hustings_signup_follow_up_claimed",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                name="hustings_signup_follow_up_open",
                condition=models.Q(done_at=None),
            )
        ]

    def __str__(self) -> str:
        return _("Follow-up %(number)s") % {"number": self.pk}
