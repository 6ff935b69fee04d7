"""Requests of people who write a letter, a mail or call about their data, with a due date."""

from __future__ import annotations

import calendar
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup.models.people import Supporter

#: GDPR art. 12(3): one month to answer, and two further ones where that is needed.
MONTHS, FURTHER_MONTHS = 1, 2


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class DataRequest(models.Model):
    """One thing a person asks for about their data, until it is answered."""

    class Kind(models.TextChoices):
        """Which right."""

        ACCESS = "access", _("a copy of the data (art. 15)")
        RECTIFY = "rectify", _("a correction (art. 16)")
        ERASE = "erase", _("erasure (art. 17)")
        OBJECT = "object", _("an objection (art. 21)")

    class Channel(models.TextChoices):
        """How it reached us."""

        LETTER = "letter", _("letter")
        MAIL = "mail", _("e-mail")
        PHONE = "phone", _("phone")

    class State(models.TextChoices):
        """OPEN until somebody answered the person."""

        OPEN = "open", _("open")
        DONE = "done", _("answered")
        REFUSED = "refused", _("refused, with reasons")

    class Told(models.TextChoices):
        """How the person learnt that the answer takes longer."""

        MAIL = "mail", _("by our e-mail")
        STAFF = "staff", _("by the data officer: letter, phone")

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    kind = models.CharField(_("asks for"), max_length=10, choices=Kind)
    channel = models.CharField(_("came by"), max_length=10, choices=Channel)
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    due_on = models.DateField(_("answer due on"), editable=False)
    # Nobody when the person is not on our list, or was erased since.
    supporter = models.ForeignKey(
        Supporter,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="data_requests",
        verbose_name=_("supporter"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    note = models.TextField(
        _("note"),
        max_length=1000,
        blank=True,
        help_text=_("The person may read this. Emptied when the person is erased."),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    extended_at = models.DateTimeField(_("extended"), null=True, blank=True, editable=False)
    extension_reason = models.TextField(_("reason of the delay"), max_length=1000, blank=True)
    extension_told = models.CharField(
        _("told of the delay"), max_length=10, choices=Told, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        default_permissions = ()
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["site", "state", "due_on"], name="hustings_signup_request_due")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None)
                | ~models.Q(state="open") & models.Q(closed_at__isnull=False),
                name="hustings_signup_request_closed_once",
            ),
            # The reason goes with the person who is erased; that it was told stays.
            models.CheckConstraint(
                condition=models.Q(extended_at=None, extension_told="", extension_reason="")
                | models.Q(extended_at__isnull=False) & ~models.Q(extension_told=""),
                name="hustings_signup_request_extension_told",
            ),
        ]

    def __str__(self) -> str:
        return _("Request %(number)s") % {"number": self.pk}

    @property
    def is_overdue(self) -> bool:
        """Whether its time is over and nobody answered."""
        return self.state == self.State.OPEN and self.due_on < timezone.localdate()
