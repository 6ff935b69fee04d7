"""Every mail as a wish: written in the transaction that wants it, sent by the worker."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup.models.people import Supporter
from hustings_signup.models.submissions import Submission


class Outbox(models.Model):
    """A mail that should go out. Its content is made when it is sent, never stored.

    queued  -> running                         due, no older mail of the person waits: claimed
    running -> done                            the server took it
            -> unwanted                        its builder, asked at that moment, wants it no more
            -> retry                           a failure that passes; or its worker died (lease)
            -> blocked                         staff must mend something, or the circuit is open
            -> dead                            final for this mail, not allowed, or 72 hours over
            -> (no row)                        the person was erased meanwhile: nothing is sent
    retry, blocked -> running                  once due again
    queued, retry, blocked -> unwanted         another wish that says the same was taken up
    dead    -> queued                          staff try again, with a fresh 72 hours

    What is blocked loses neither attempts nor time. Which failure leads where:
    `hustings_signup.failures`.
    """

    class State(models.TextChoices):
        """Those of WAITING are due at `due_at`; DEAD waits for staff."""

        QUEUED = "queued", _("queued")
        RUNNING = "running", _("being sent")
        DONE = "done", _("sent")
        UNWANTED = "unwanted", _("no longer wanted")
        RETRY = "retry", _("to be tried again")
        BLOCKED = "blocked", _("waits for a repair")
        DEAD = "dead", _("given up")

    #: Will be sent without anybody doing anything.
    WAITING = (State.QUEUED, State.RETRY, State.BLOCKED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=40)
    # Only a mail to the campaign itself ("staff.checkpoint") has none: its builder says to whom.
    supporter = models.ForeignKey(
        Supporter, null=True, on_delete=models.CASCADE, related_name="outbox"
    )
    # A member of staff, for a mail about their own account.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    submission = models.ForeignKey(
        Submission, null=True, on_delete=models.CASCADE, related_name="outbox"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("queued at"))
    due_at = models.DateTimeField(_("due"))
    leased_until = models.DateTimeField(null=True, blank=True)
    # Since when it waits for a repair, and for how long it did before.
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocked_for = models.DurationField(default=timedelta(0))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    # The class of the failure, never an address or a server's free text.
    failure = models.CharField(_("failure"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(supporter__isnull=False) | models.Q(kind__startswith="staff."),
                name="hustings_signup_outbox_has_recipient",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="hustings_signup_outbox_due",
                condition=models.Q(state__in=["queued", "running", "retry", "blocked"]),
            )
        ]

    def __str__(self) -> str:
        return _("Mail %(number)s") % {"number": self.pk}

    @property
    def person(self) -> Supporter:
        """Who it goes to; LookupError for a mail to the campaign itself, which has nobody."""
        if self.supporter is None:
            raise LookupError(f"{self.kind} goes to no supporter.")
        return self.supporter

    @property
    def asked(self) -> Submission:
        """What was sent in; LookupError for a mail that answers no form."""
        if self.submission is None:
            raise LookupError(f"{self.kind} answers no form.")
        return self.submission
