"""One mailing: a page that goes to everybody on a list."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail.models import Page, Site

from hustings_signup.models import Segment

#: Steps of a welcome series per list, and the last day after joining one may go out.
MOST_STEPS, MOST_DAYS = 5, 365


class Mailing(models.Model):
    """What is sent to whom, and how far it has come.

    DRAFT is prepared; ASKED waits for a second person; SCHEDULED starts at `starts_at` (ten
    minutes after the press at the earliest) and can be called back until then; SENDING works
    through its deliveries; PAUSED keeps what is left; SENT and CANCELLED are the end. What was
    approved is what is sent: the editions are frozen when it leaves DRAFT, and made anew when it
    comes back to it.

    With `days_after` it is a step of a welcome series, which goes to whoever joins: DRAFT is off,
    SENDING is on (it never ends by itself), CANCELLED is removed.
    """

    class State(models.TextChoices):
        """In the order of a mailing's life."""

        DRAFT = "draft", _("draft")
        ASKED = "asked", _("waiting for approval")
        SCHEDULED = "scheduled", _("scheduled")
        SENDING = "sending", _("being sent")
        PAUSED = "paused", _("paused")
        SENT = "sent", _("sent")
        CANCELLED = "cancelled", _("cancelled")

    class Pause(models.TextChoices):
        """Why it stands still."""

        STAFF = "staff", _("by a person")
        QUIET = "quiet", _("no campaign message may go out around the vote")
        SERVER = "server", _("the mail server refuses our mails")

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    # What was sent stays in the editions when the page goes.
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(_("subject"), max_length=255)
    purpose = models.CharField(_("list"), max_length=50)
    # A segment that is deleted must never make it go to everybody: see `is_narrowed`.
    segment = models.ForeignKey(
        Segment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_narrowed = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    pause = models.CharField(max_length=10, choices=Pause, blank=True)
    # The failure that paused it, by its code.
    failure = models.CharField(max_length=60, blank=True)
    per_minute = models.PositiveIntegerField(_("mails a minute at most"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_by_name = models.CharField(max_length=150)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Stays when the account is deleted: whoever let it go out.
    released_by_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(_("prepared"))
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    # How many deliveries were made, and how each ended: kept here, so that progress is one row
    # and the figures stay when people are erased.
    total = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)
    # The minute that is being counted for `per_minute`, and when a batch last ended.
    minute_at = models.DateTimeField(null=True, blank=True)
    minute_count = models.PositiveIntegerField(default=0)
    worked_at = models.DateTimeField(null=True, blank=True)
    # Which tasks may go on sending it: those that were made last.
    turn = models.PositiveIntegerField(default=0)
    # How many of the list were left out when it started, by the code of the reason.
    left_out = models.JSONField(default=dict)
    # Of a step of a welcome series: how long after the consent, and which of the five it takes up.
    days_after = models.PositiveSmallIntegerField(_("days after joining"), null=True, blank=True)
    slot = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        default_permissions = ()
        permissions = [
            ("write_mailing", "Can prepare mailings and have them sent to oneself"),
            ("send_mailing", "Can send mailings"),
            ("approve_mailing", "Can approve mailings of others"),
        ]
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total__gte=F("sent") + F("skipped") + F("refused")),
                name="hustings_mailings_never_more_than_all",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(starts_at__isnull=False),
                name="hustings_mailings_scheduled_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")),
                name="hustings_mailings_second_person",
            ),
            models.CheckConstraint(
                condition=(Q(state="paused") & ~Q(pause="")) | (~Q(state="paused") & Q(pause="")),
                name="hustings_mailings_paused_says_why",
            ),
            models.CheckConstraint(
                condition=Q(per_minute__isnull=True) | Q(per_minute__gt=0),
                name="hustings_mailings_rate",
            ),
            models.CheckConstraint(
                condition=Q(days_after=None, slot=None)
                | Q(days_after__isnull=False, slot__isnull=False)
                & Q(days_after__lte=MOST_DAYS, slot__gte=1, slot__lte=MOST_STEPS),
                name="hustings_mailings_at_most_five_steps",
            ),
            # A step goes to whoever joins, never to all who are there, nor to a choice of them.
            models.CheckConstraint(
                condition=Q(days_after=None)
                | Q(
                    is_narrowed=False,
                    state__in=["draft", "asked", "sending", "paused", "cancelled"],
                ),
                name="hustings_mailings_step_for_joiners",
            ),
            models.CheckConstraint(
                condition=Q(days_after=None)
                | ~Q(state__in=["sending", "paused"])
                | Q(started_at__isnull=False),
                name="hustings_mailings_step_on_since",
            ),
            models.UniqueConstraint(
                fields=["site", "purpose", "slot"],
                condition=Q(slot__isnull=False) & ~Q(state="cancelled"),
                name="hustings_mailings_step_slot",
            ),
            models.UniqueConstraint(
                fields=["site", "purpose", "days_after"],
                condition=Q(days_after__isnull=False) & ~Q(state="cancelled"),
                name="hustings_mailings_step_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["starts_at"],
                name="hustings_mailings_open",
                condition=Q(state__in=["scheduled", "sending", "paused"]),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def source(self) -> str:
        """What its links carry in `?s=`."""
        return f"m{self.pk}"

    @property
    def is_step(self) -> bool:
        """Whether it goes to each who joins, instead of once to all."""
        return self.days_after is not None

    @property
    def state_words(self) -> str:
        """Its state as staff read it: a step that is being sent is on."""
        if self.is_step and self.state == self.State.SENDING:
            return pgettext("a step", "on")
        if self.is_step and self.state == self.State.DRAFT:
            return pgettext("a step", "off")
        if self.is_step and self.state == self.State.CANCELLED:
            return pgettext("a step", "removed")
        return str(self.get_state_display())

    @property
    def left(self) -> int:
        """Deliveries not decided yet, and those of people erased meanwhile."""
        return max(self.total - self.sent - self.skipped - self.refused, 0)


class Edition(models.Model):
    """The words of a mailing in one language, as they go out; placeholders stand for what is one
    person's."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="editions")
    locale = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=255)
    html = models.TextField()
    text = models.TextField()
    # Where it is read on the web.
    url = models.URLField(max_length=500)
    is_shortened = models.BooleanField(default=False)
    frozen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        default_permissions = ()
        ordering = ["locale"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "locale"], name="hustings_mailings_edition_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.locale})"
