"""The form a visitor registers with."""

from __future__ import annotations

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from hustings_events.models import MAX_PARTY
from hustings_signup.forms import PublicForm
from hustings_signup.people import STRIPPED

NOTE_LENGTH = 300
PARTY_MESSAGE = _("Choose a number of people from the list.")


class RegistrationForm(PublicForm):
    """A person, how many come with them, and a line of what we should know."""

    party_size = forms.TypedChoiceField(
        label=_("Number of people, you included"),
        choices=[(number, str(number)) for number in range(1, MAX_PARTY + 1)],
        coerce=int,
        initial=1,
        error_messages={"required": PARTY_MESSAGE, "invalid_choice": PARTY_MESSAGE},
    )
    note = forms.CharField(
        label=_("Anything we should prepare?"),
        max_length=NOTE_LENGTH,
        required=False,
        help_text=_("About yourself only."),
        error_messages={"max_length": _("This is too long: 300 characters at most.")},
    )

    def limit_party(self, limit: int) -> None:
        """Offer no more people than the event allows."""
        field = self.fields["party_size"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(number, str(number)) for number in range(1, limit + 1)]

    def clean_note(self) -> str:
        """One line without control characters."""
        spaced = " ".join(self.cleaned_data["note"].split())
        kept = "".join(c for c in spaced if unicodedata.category(c) not in STRIPPED)
        return " ".join(kept.split())
