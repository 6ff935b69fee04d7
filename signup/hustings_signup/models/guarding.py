"""What staff of a site decide about its public forms: pauses, limits, lists, the site's message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

MAX_MESSAGE = 300


class SiteGuard(models.Model):
    """One row per site, at most a second old wherever it is read: what staff change holds in
    every process without a restart."""

    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="+")
    form_limit = models.PositiveIntegerField(
        _("forms of one page in an hour"),
        default=0,
        help_text=_("Beyond it they are held for you to look at. 0: no such limit."),
    )
    # By act: {"petition.sign": {"fr": "Nous revenons lundi.", "en": ""}}; "" is our own words.
    paused = models.JSONField(default=dict, blank=True)
    # By act, which optional guard its forms show: {"petition.sign": "recaptcha"}.
    captchas = models.JSONField(default=dict, blank=True)
    # By language: {"fr": "La permanence est fermée."}
    message = models.JSONField(default=dict, blank=True)
    message_from = models.DateTimeField(_("shown from"), null=True, blank=True)
    message_until = models.DateTimeField(_("shown until"), null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(message_until=None)
                | models.Q(message_from=None)
                | models.Q(message_until__gt=models.F("message_from")),
                name="hustings_signup_message_ends_later",
            )
        ]

    def __str__(self) -> str:
        return str(_("Guards of the forms of %(site)s")) % {"site": self.site_id}

    def pause_of(self, act: str) -> str:
        """What visitors read instead of the form of this act, in the active language; "" when
        it is not paused."""
        if act not in self.paused:
            return ""
        return in_language(self.paused[act]) or str(
            _("This form is closed for a while. Please come back later.")
        )

    def message_at(self, at: datetime) -> str:
        """The site's message in the active language, within its time; "" for none."""
        if self.message_from and at < self.message_from:
            return ""
        if self.message_until and at >= self.message_until:
            return ""
        return in_language(self.message)


def in_language(words: dict[str, Any]) -> str:
    """The words in the active language, else in the first that has some, else ""."""
    code = (get_language() or "").partition("-")[0]
    return str(words.get(code) or next(filter(None, words.values()), ""))


class ListedPattern(models.Model):
    """Addresses or networks that a site lets pass, or holds. Never one person's mailbox."""

    class Verdict(models.TextChoices):
        """Allowing wins."""

        ALLOW = "allow", _("let pass")
        BLOCK = "block", _("hold")

    class Kind(models.TextChoices):
        """What the pattern is compared with."""

        MAILBOX = "mailbox", _("addresses")
        DOMAIN = "domain", _("a domain and all below it")
        NETWORK = "network", _("a network")

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    verdict = models.CharField(_("what to do"), max_length=5, choices=Verdict)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    pattern = models.CharField(_("pattern"), max_length=150)
    note = models.CharField(_("why"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("since"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    # The address of one household is kept for 30 days (consent.md R14).
    ends_at = models.DateTimeField(_("until"), null=True)

    class Meta:
        verbose_name = _("pattern")
        verbose_name_plural = _("patterns")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["site", "pattern"], name="hustings_signup_pattern_once")
        ]

    def __str__(self) -> str:
        return f"Pattern {self.pk}"
