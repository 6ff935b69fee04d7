"""What was sent by a form and waits for its mailbox to confirm it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from hustings_signup.models.people import Supporter


class Submission(models.Model):
    """One press of a named button: the act, who, and until when it may be confirmed.

    Names and postcode stand here as typed: an unverified stranger never overwrites what a
    verified person told us; confirming copies them to the supporter.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="submissions")
    act = models.CharField(_("act"), max_length=50)
    act_ref = models.CharField(_("source"), max_length=100)
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")
    locale = models.CharField(max_length=10)
    notice_sha256 = models.CharField(max_length=64)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    town = models.CharField(max_length=100, blank=True)
    department = models.CharField(max_length=3, blank=True)
    # Keyed hash of the mailbox with provider aliases folded: tells duplicates, nothing else.
    folded_hash = models.CharField(max_length=70)
    # ?s= of the page's address: where the visit came from, chosen by staff, never a person.
    visit_source = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    held_reason = models.CharField(_("held because"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["act", "act_ref"], name="hustings_signup_act_ref"),
            # Whatever a segment asks of an act stands in an index: nothing else is read for it.
            models.Index(
                fields=["site", "act_ref", "supporter", "confirmed_at", "act"],
                name="hustings_signup_by_source",
            ),
            models.Index(fields=["act", "supporter"], name="hustings_signup_act_person"),
            models.Index(
                fields=["site", "confirmed_at", "supporter", "act"],
                name="hustings_signup_act_since",
            ),
            models.Index(
                fields=["expires_at"],
                name="hustings_signup_unconfirmed",
                condition=models.Q(confirmed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return _("Submission %(number)s") % {"number": self.pk}

    @property
    def is_held(self) -> bool:
        """Whether it waits for staff: nothing is mailed, nothing counts."""
        return bool(self.held_reason)
