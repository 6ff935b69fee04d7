"""Forms at the door: the login, with field names that browsers know, and a new passkey."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _


class LoginForm(AllauthLoginForm):
    """Name (or e-mail address) and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["login"]
        name.label = _("Username or e-mail address")
        name.widget.attrs = {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["password"].help_text = ""  # the page has the link
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def add_prefix(self, field_name: str) -> str:
        """In HTML the field is `username`, as every login form has it."""
        return super().add_prefix("username" if field_name == "login" else field_name)


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey logs in alone unless its owner says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].help_text = _("To tell it from others: my phone, the blue key.")
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.label = _("Log in with it alone, without the password")
        alone.help_text = _(
            "It then asks for a fingerprint, a face or a PIN. Without the tick it is asked for "
            "after the password, as a key without a PIN can be."
        )


class RenamePasskeyForm(EditWebAuthnForm):
    """The name its owner knows it by."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
