"""The forms of "my data"."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hustings_signup.forms import MailboxField, NameField, clean_postcode
from hustings_signup.models import Supporter

EMAIL = {"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}


class QuietForm(forms.Form):
    """Errors come from us, in words, not from the browser."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class AskForm(QuietForm):
    """Which address; a field no person sees."""

    email = MailboxField(
        label=_("E-mail address"),
        max_length=1000,
        help_text=_("The one you signed, registered or subscribed with."),
        widget=forms.EmailInput(attrs=EMAIL),
        error_messages={"required": _("Enter your e-mail address.")},
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def looks_automatic(self) -> bool:
        """Whether the invisible field was filled in."""
        return bool(self.data.get("website", "").strip())


class AddressForm(QuietForm):
    """The address to write to from now on."""

    email = MailboxField(
        label=_("New e-mail address"),
        max_length=1000,
        help_text=_("It counts once you have confirmed it from there. We tell the old one."),
        widget=forms.EmailInput(attrs=EMAIL),
        error_messages={"required": _("Enter your e-mail address.")},
    )


class PersonForm(QuietForm):
    """What a person may correct at once; every field may be empty but the language."""

    given_name = NameField(
        label=_("First name"),
        max_length=70,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "spellcheck": "false"}),
    )
    family_name = NameField(
        label=_("Last name"),
        max_length=70,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name", "spellcheck": "false"}),
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=12,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "postal-code", "inputmode": "numeric", "class": "short"}
        ),
    )
    locale = forms.ChoiceField(label=_("Language of our e-mails"), choices=settings.LANGUAGES)

    @classmethod
    def of(cls, supporter: Supporter) -> PersonForm:
        """Filled with what we know."""
        return cls(initial={name: getattr(supporter, name) for name in cls.base_fields})

    def clean_postcode(self) -> str:
        """As in the public forms."""
        return clean_postcode(self.cleaned_data["postcode"])
