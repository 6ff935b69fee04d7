"""What the reference project adds to Wagtail's admin: ways from the account page to the door."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from hustings.accounts import second_factor
from hustings.walls import reach
from hustings.walls.middleware import is_closed


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


@hooks.register("construct_reports_menu")
@hooks.register("construct_settings_menu")
def without_closed_screens(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Whoever works for some of the sites finds no entry that would answer 403."""
    if reach.is_walled(request.user):
        menu_items[:] = [item for item in menu_items if not is_closed(item.url)]
