"""What retention did and is about to do, and whom it warned before an end."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup.models.people import Supporter


class RetentionRun(models.Model):
    """One pass of one rule over one site (or, without one, over the install): only counts."""

    site = models.ForeignKey(Site, null=True, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(_("rule"), max_length=40)
    started_at = models.DateTimeField(_("started"))
    # Empty while it is under way; a run that was killed goes on from `reached`.
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    # The highest key whose batch is done.
    reached = models.BigIntegerField(default=0)
    counted = models.PositiveIntegerField(_("found"), default=0)
    applied = models.PositiveIntegerField(_("done"), default=0)
    # What the rule would find seven days later.
    upcoming = models.PositiveIntegerField(_("in the next 7 days"), default=0)
    stopped_by_brake = models.BooleanField(_("stopped by the brake"), default=False)

    class Meta:
        verbose_name = _("run of a retention rule")
        verbose_name_plural = _("runs of retention rules")
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["site", "rule", "-id"], name="hustings_signup_last_run"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.started_at:%Y-%m-%d}"


class PlannedEnd(models.Model):
    """An end with a date that staff can see coming: the vote, a petition, an event.

    Nothing ends before it was shown for seven days with this very date (consent.md R14), so a
    mistyped date erases nobody overnight.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(_("rule"), max_length=40)
    # What ends, in the rule's own terms: "petition:42".
    ref = models.CharField(max_length=60)
    title = models.CharField(_("what"), max_length=255, blank=True)
    ends_at = models.DateTimeField(_("ends"))
    shown_since = models.DateTimeField(_("shown since"))
    people = models.PositiveIntegerField(_("people"), default=0)

    class Meta:
        verbose_name = _("planned end")
        verbose_name_plural = _("planned ends")
        ordering = ["ends_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["site", "rule", "ref"], name="hustings_signup_one_plan_per_end"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.ref}"


class EndWarning(models.Model):
    """A person was told that their data are about to end, and how to stay. One at a time."""

    class Kind(models.TextChoices):
        """Which end."""

        AFTER_VOTE = "after_vote", _("the end after the vote")
        INACTIVE = "inactive", _("the end for inactivity")

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="end_warnings")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    told_at = models.DateTimeField(_("told"))
    # The press of the button; empty is silence.
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("warning of an end")
        verbose_name_plural = _("warnings of an end")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "kind"],
                condition=models.Q(answered_at=None),
                name="hustings_signup_warned_once",
            )
        ]

    def __str__(self) -> str:
        return f"Warning {self.pk}"
