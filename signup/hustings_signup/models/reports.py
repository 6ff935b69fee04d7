"""What other mail servers report back about mails we sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings_signup.models.people import Supporter


class MailReport(models.Model):
    """One day on which a person's mail came back, or they called it spam."""

    class Kind(models.TextChoices):
        """HARD: the mailbox does not exist. SOFT: this mail was refused or gave up waiting."""

        HARD = "hard", _("mailbox does not exist")
        SOFT = "soft", _("mail refused")
        COMPLAINT = "complaint", _("called spam")

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="mail_reports")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # RFC 3463, such as 5.2.2; never a server's words.
    status = models.CharField(max_length=12, blank=True)
    day = models.DateField(_("day"))

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "kind", "day"], name="hustings_signup_report_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"Report {self.pk}"


class ReportReading(models.Model):
    """How reading the mailbox of returned mails went; one row."""

    name = models.CharField(max_length=20, primary_key=True)
    read_at = models.DateTimeField(null=True)
    understood = models.PositiveIntegerField(default=0)
    # Mails in it that nobody understood: they stay there, flagged, for a human being.
    left = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=60, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
