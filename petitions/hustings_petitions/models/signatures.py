"""One person's name under one petition. Personal data; reveals a political opinion."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.deletion import Collector
from django.utils.translation import gettext_lazy as _

from hustings_petitions.models.petitions import Petition


class State(models.TextChoices):
    """The life of a signature (consent.md, States)."""

    PENDING = "pending", _("waiting for confirmation")
    CONFIRMED = "confirmed", _("confirmed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    HELD = "held", _("held for review")
    EXPIRED = "expired", _("never confirmed")
    INVALIDATED = "invalidated", _("invalidated")
    ANONYMISED = "anonymised", _("anonymised")


#: States that wait for the mailbox's holder.
WAITING = (State.PENDING, State.HELD)
#: States that count; an anonymised signature was a confirmed one.
COUNTED = (State.CONFIRMED, State.ANONYMISED)
#: What tells who signed. Blanked when a signature is withdrawn, expires or is anonymised.
PERSONAL_TEXTS = ("given_name", "family_name", "postcode", "town", "department")


def anonymise(collector: Collector, field: models.Field, sub_objs: Any, using: str) -> None:
    """`on_delete`: when a person is erased the signature stays in the count, without a person."""
    meta = sub_objs.model._meta
    waiting = sub_objs.filter(state__in=WAITING)
    collector.add_field_update(meta.get_field("state"), State.EXPIRED, waiting)
    confirmed = sub_objs.filter(state=State.CONFIRMED)
    collector.add_field_update(meta.get_field("state"), State.ANONYMISED, confirmed)
    for name in PERSONAL_TEXTS:
        collector.add_field_update(meta.get_field(name), "", sub_objs)
    for name in ("mailbox_key", "submission", field.name):
        collector.add_field_update(meta.get_field(name), None, sub_objs)


class Signature(models.Model):
    """One per mailbox and petition. Names are those of the submission that confirmed it."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="signatures")
    supporter = models.ForeignKey(
        "hustings_signup.Supporter", null=True, on_delete=anonymise, related_name="signatures"
    )
    submission = models.ForeignKey(
        "hustings_signup.Submission", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The submission's keyed hash of the mailbox, provider aliases folded; null: nobody's any more.
    mailbox_key = models.CharField(max_length=70, null=True, editable=False)  # noqa: DJ001
    given_name = models.CharField(_("first name"), max_length=100, blank=True)
    family_name = models.CharField(_("last name"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    department = models.CharField(_("department"), max_length=3, blank=True)
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.PENDING)
    created_at = models.DateTimeField(_("signed"))
    expires_at = models.DateTimeField(_("expires"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    # What the thank-you page says: the verified count at that moment, this one included.
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    # What this row is worth, and what the tally already holds of it: the tally owes the difference.
    weight = models.GeneratedField(
        expression=models.Case(
            models.When(state__in=COUNTED, then=models.Value(1)),
            default=models.Value(0),
            output_field=models.SmallIntegerField(),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    tallied = models.SmallIntegerField(default=0, editable=False)

    State = State

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "mailbox_key"],
                name="hustings_petitions_one_signature_per_mailbox",
                violation_error_message=_("This mailbox has signed this petition already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.CONFIRMED) | models.Q(confirmed_at__isnull=False),
                name="hustings_petitions_confirmed_has_a_date",
            ),
            models.CheckConstraint(
                condition=models.Q(tallied__in=(0, 1)), name="hustings_petitions_tallied_once"
            ),
        ]
        indexes = [
            # No constant in the condition: SQLite uses it with bound parameters too.
            models.Index(
                fields=["petition"],
                condition=~models.Q(weight=models.F("tallied")),
                name="hustings_petitions_owed",
            ),
            models.Index(fields=["petition", "state", "-id"], name="hustings_petitions_by_state"),
            models.Index(fields=["state", "expires_at"], name="hustings_petitions_expiry"),
        ]

    def __str__(self) -> str:
        """Never a name: Wagtail's log keeps this text for ever."""
        return _("Signature %(number)s") % {"number": self.pk}
