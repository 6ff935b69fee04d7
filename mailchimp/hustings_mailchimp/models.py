"""What a site shares with Mailchimp: the audience it chose, and one row per person there."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup import processors
from hustings_signup.models import Supporter

#: The key of Mailchimp's entry among the companies that work for a site.
PROCESSOR = "mailchimp"


class Audience(models.Model):
    """The one list at Mailchimp that mirrors a site's. No personal data, and no key."""

    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="+")
    list_id = models.CharField(_("audience"), max_length=30, unique=True)
    name = models.CharField(_("name of the audience"), max_length=150, blank=True)
    # Keys of the lists whose subscribers leave; no other becomes a tag.
    purposes = models.JSONField(_("lists that leave"), default=list)
    is_on = models.BooleanField(_("on"), default=False)
    switched_at = models.DateTimeField(_("switched at"), null=True, blank=True)
    # The ledger is followed seal by seal; newer words may change whose consent covers what.
    followed_seal = models.PositiveBigIntegerField(default=0)
    seen_notice = models.PositiveBigIntegerField(default=0)
    compared_at = models.DateTimeField(null=True, blank=True)
    # Why nothing is pushed now: a failure of the service, until when it is left alone.
    failure = models.CharField(_("failure"), max_length=60, blank=True)
    failure_kind = models.CharField(max_length=20, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    paused_until = models.DateTimeField(_("next try"), null=True, blank=True)
    pushed_at = models.DateTimeField(_("last push"), null=True, blank=True)
    webhook_id = models.CharField(max_length=30, blank=True)
    webhook_token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    webhook_secret = models.TextField(blank=True)  # locked
    webhook_failure = models.CharField(max_length=60, blank=True)
    webhook_at = models.DateTimeField(_("last webhook"), null=True, blank=True)
    reconciled_at = models.DateTimeField(_("last reconciliation"), null=True, blank=True)
    report = models.JSONField(default=dict, blank=True)  # counts only

    class Meta:
        verbose_name = _("Mailchimp audience")
        verbose_name_plural = _("Mailchimp audiences")
        default_permissions = ()

    def __str__(self) -> str:
        return f"Audience {self.pk}"

    @property
    def is_live(self) -> bool:
        """Whether people may be brought there now: switched on, and the company still declared.
        Taking them off goes on without."""
        return self.is_on and processors.is_declared(self.site_id, PROCESSOR)


class ContactQuerySet(models.QuerySet["Contact"]):
    """Finds rows with something to do."""

    def unsettled(self) -> ContactQuerySet:
        """Whatever changed since it was last looked at, or is to be looked up there."""
        return self.filter(Q(changed__gt=F("seen")) | Q(to_reread=True))

    def due(self) -> ContactQuerySet:
        """Of these, those whose time has come."""
        return self.unsettled().filter(due_at__lte=timezone.now())


class Contact(models.Model):
    """One person in one audience: what was last pushed, never what should be.

    What should be is read from the ledger when a call starts. Whoever marks a row only counts
    `changed` up, whoever pushes only writes the rest: neither overwrites the other.
    """

    class State(models.TextChoices):
        """Everything but OPEN waits for a new statement or for staff."""

        OPEN = "", _("open")
        BLOCKED = "blocked", _("Mailchimp will not subscribe them")
        DEAD = "dead", _("given up")

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="contacts")
    # Nobody any more once erased here: the row stays until Mailchimp has erased them too.
    supporter = models.ForeignKey(Supporter, null=True, on_delete=models.SET_NULL, related_name="+")
    # Mailchimp's own number, which says nothing to anybody else.
    contact_id = models.CharField(max_length=40, blank=True)
    # Only of whom was erased here: locked, for the one call that needs it.
    locked_address = models.TextField(blank=True)
    # A keyed code of the address and a code of the rest: nothing is pushed twice.
    pushed = models.CharField(max_length=60, blank=True)
    # Whether anything was ever sent, even if nobody knows whether it arrived.
    is_tried = models.BooleanField(default=False)
    status_there = models.CharField(_("status at Mailchimp"), max_length=15, blank=True)
    changed_there = models.DateTimeField(null=True, blank=True)
    # When Mailchimp was last told to ask them itself (an opt-in mail of theirs).
    asked_at = models.DateTimeField(null=True, blank=True)
    changed = models.PositiveBigIntegerField(default=1)
    seen = models.PositiveBigIntegerField(default=0)
    to_reread = models.BooleanField(default=False)
    to_archive = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("next try"), default=timezone.now)
    failure = models.CharField(_("failure"), max_length=60, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact at Mailchimp")
        verbose_name_plural = _("contacts at Mailchimp")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "supporter"], name="hustings_mailchimp_contact_once"
            ),
            models.CheckConstraint(
                condition=Q(supporter__isnull=False) | ~Q(locked_address=""),
                name="hustings_mailchimp_contact_erasable",
            ),
        ]
        indexes = [
            models.Index(
                fields=["audience", "id"],
                name="hustings_mailchimp_unsettled",
                condition=Q(changed__gt=F("seen")) | Q(to_reread=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Contact {self.pk}"
