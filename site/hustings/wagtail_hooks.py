"""What the reference project adds to Wagtail's admin: ways from the account page to the door."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from hustings.accounts import second_factor


@hooks.register("register_account_menu_item")
def password_item(request: HttpRequest) -> dict[str, str]:
    """Wagtail's own form is closed: the password is changed at the one door."""
    return {
        "url": reverse("account_change_password"),
        "label": _("Password"),
        "help_text": _("Choose another one."),
    }


@hooks.register("register_account_menu_item")
def second_factor_item(request: HttpRequest) -> dict[str, str]:
    """Where apps, passkeys and recovery codes are kept, and whether there are any."""
    is_set_up = second_factor.is_set_up(request.user)
    return {
        "url": reverse("mfa_index"),
        "label": _("Second factor"),
        "help_text": _("In use: see your app, passkeys and recovery codes.")
        if is_set_up
        else _("None yet: set up an authenticator app or a passkey."),
    }
