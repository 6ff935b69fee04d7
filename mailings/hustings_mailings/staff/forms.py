"""The forms of a mailing: to which list, and the last look before it goes or is switched on."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_mailings.models import MOST_DAYS, MailingSettings
from hustings_signup import purposes
from hustings_signup.models import Segment

#: What people type between the digits of a number: 1 204, 1,204, 1.204, 1'204.
BETWEEN_DIGITS = re.compile(r"[\s.,'’]")


class PrepareForm(forms.Form):
    """A list people chose, what narrows it, and how fast."""

    purpose = forms.ChoiceField(label=_("List"))
    segment = forms.ModelChoiceField(
        Segment.objects.none(),
        required=False,
        label=_("Only a segment of it"),
        empty_label=_("Everybody on the list"),
        help_text=_(
            "Lists that people chose and the language they read may select freely. Anything else "
            "(where they live, what they signed, tags) reaches only those who agreed to being "
            "selected (EU 2024/900); the next page counts both."
        ),
    )
    kind = forms.ChoiceField(
        required=False,
        label=_("To whom"),
        choices=[
            ("once", _("once, to everybody who is on the list")),
            ("step", _("to whoever joins the list from now on: a step of its welcome series")),
        ],
        initial="once",
        widget=forms.RadioSelect,
    )
    days_after = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        label=_("Days after joining"),
        help_text=_("Only for a step of the welcome series; 0 means at once."),
    )
    per_minute = forms.IntegerField(
        required=False,
        min_value=1,
        label=_("Mails a minute at most"),
        help_text=_("Empty: as fast as the mail server takes them."),
    )

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = purposes.list_purposes([site.pk])
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            (purpose.key, purpose.label) for purpose in lists
        ]
        segments = Segment.objects.filter(site=site).exclude(purpose="").order_by("name")
        if segments.exists():
            self.fields["segment"].queryset = segments  # type: ignore[attr-defined]
        else:
            del self.fields["segment"]
        stored = MailingSettings.objects.filter(site=site).first()
        if stored:
            self.fields["per_minute"].initial = stored.per_minute

    def clean(self) -> dict[str, Any]:
        """A step needs its day, and goes to everybody who joins."""
        data = super().clean() or {}
        if data.get("kind") == "step":
            if data.get("days_after") is None and "days_after" not in self.errors:
                self.add_error("days_after", _("How many days after joining?"))
            if data.get("segment"):
                self.add_error(
                    "segment", _("A step goes to everybody who joins: choose no segment.")
                )
        return data


class MomentForm(forms.Form):
    """When it goes; now means in ten minutes, which is the time to undo it."""

    starts_at = forms.DateTimeField(
        required=False,
        label=_("Send at"),
        help_text=_("Empty: in ten minutes. Until it starts you can call it back."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class SwitchForm(forms.Form):
    """Whoever switches a step on says that they know what it does."""

    understood = forms.BooleanField(label=_("Yes, from now on and without asking again"))


class ReleaseForm(MomentForm):
    """Whoever sends types how many people it goes to."""

    typed = forms.CharField(
        label=_("To how many people?"),
        max_length=20,
        help_text=_("Type the number shown above: it keeps a wrong list from going out."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ["typed", "starts_at"]

    def clean_typed(self) -> int:
        """As a number, however the digits are grouped."""
        digits = BETWEEN_DIGITS.sub("", self.cleaned_data["typed"])
        if not digits.isdecimal():
            raise ValidationError(_("Type a number."))
        return int(digits)
