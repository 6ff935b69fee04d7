"""Addresses of the door, all under /admin/; what is not listed does not exist.

They stand before Wagtail's own, whose login and password forms know no second factor.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.cache import never_cache

from hustings.accounts.views import (
    AddAppView,
    AddPasskeyView,
    LoginView,
    closed,
    to_login,
    to_password_reset,
)
from hustings.middleware import PERMISSIONS_POLICY

View = Callable[..., HttpResponseBase]
#: The public policy, strict, not the admin's.
STRICT = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
WITH_PASSKEYS = PERMISSIONS_POLICY.replace(
    "publickey-credentials-get=()",
    "publickey-credentials-create=(self), publickey-credentials-get=(self)",
)


def page(route: str, view: View, name: str) -> URLPattern:
    """A route whose page may ask for a passkey, runs no inline code and is kept by nobody."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Permissions-Policy"] = WITH_PASSKEYS
        return response

    add = re_path if route.startswith("^") else path
    return add(route, never_cache(csp_replace(STRICT)(guarded)), name=name)


urlpatterns = [
    page("login/", LoginView.as_view(), "account_login"),
    page("login/passkey/", passkeys.login_webauthn, "mfa_login_webauthn"),
    page("login/second-factor/", mfa.authenticate, "mfa_authenticate"),
    page("account/logout/", account.logout, "account_logout"),
    page("account/inactive/", account.account_inactive, "account_inactive"),
    page("account/confirm/", account.reauthenticate, "account_reauthenticate"),
    page("account/password/", account.password_change, "account_change_password"),
    page("account/password/reset/", account.password_reset, "account_reset_password"),
    page("account/password/sent/", account.password_reset_done, "account_reset_password_done"),
    page(
        r"^account/password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        "account_reset_password_from_key",
    ),
    page(
        "account/password/changed/",
        account.password_reset_from_key_done,
        "account_reset_password_from_key_done",
    ),
    page("account/second-factor/", mfa.index, "mfa_index"),
    page("account/second-factor/confirm/", mfa.reauthenticate, "mfa_reauthenticate"),
    page("account/second-factor/app/", AddAppView.as_view(), "mfa_activate_totp"),
    page("account/second-factor/app/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    page("account/second-factor/codes/", codes.view_recovery_codes, "mfa_view_recovery_codes"),
    page(
        "account/second-factor/codes/new/",
        codes.generate_recovery_codes,
        "mfa_generate_recovery_codes",
    ),
    page(
        "account/second-factor/codes/file/",
        codes.download_recovery_codes,
        "mfa_download_recovery_codes",
    ),
    page("account/second-factor/passkeys/", passkeys.list_webauthn, "mfa_list_webauthn"),
    page("account/second-factor/passkeys/add/", AddPasskeyView.as_view(), "mfa_add_webauthn"),
    page(
        "account/second-factor/passkeys/confirm/",
        passkeys.reauthenticate_webauthn,
        "mfa_reauthenticate_webauthn",
    ),
    page("account/second-factor/passkeys/<int:pk>/", passkeys.edit_webauthn, "mfa_edit_webauthn"),
    page(
        "account/second-factor/passkeys/<int:pk>/remove/",
        passkeys.remove_webauthn,
        "mfa_remove_webauthn",
    ),
    # Names that django-allauth looks up.
    path("account/sign-up/", closed, name="account_signup"),
    path("account/e-mail/", closed, name="account_email"),
    path("account/password/set/", closed, name="account_set_password"),
    # Wagtail's own ways to a password.
    path("password_reset/", to_password_reset),
    path("password_reset/<path:rest>", to_password_reset),
]
#: For Wagtail's login of visitors to private pages, under the languages.
frontend_urlpatterns = [path("_util/login/", to_login)]
