"""What django-allauth asks of us: no sign-up, our limits, our outbox, secrets encrypted."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse

from hustings.accounts import throttle
from hustings.accounts.mails import queue_password_reset
from hustings.accounts.second_factor import RECENT
from hustings_signup import keys
from hustings_signup.visits import client_ip

SECRETS = "second-factor"


class AccountAdapter(DefaultAccountAdapter):
    """The door itself."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are made by administrators."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The admin, unless the address says otherwise."""
        return reverse("wagtailadmin_home")

    get_password_change_redirect_url = get_login_redirect_url

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Back to the door."""
        return reverse("account_login")

    def get_client_ip(self, request: HttpRequest) -> str:
        """As everywhere: only as many proxies are believed as are configured."""
        return client_ip(request) or "unknown"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse who failed too often, before any password is looked at."""
        if throttle.is_shut(request, login_of(credentials)):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count it."""
        throttle.count_failure(request, login_of(credentials))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of the login or of the last factor shown."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        records = get_authentication_records(context.request, context.request.user)
        return not records or time.time() - records[-1]["at"] > RECENT

    def send_password_reset_mail(
        self, user: AbstractBaseUser, email: str, context: dict[str, Any]
    ) -> None:
        """Through the outbox, which makes the link when it sends."""
        if isinstance(user, User):
            queue_password_reset(user)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """None: what happens to an account stands in the log."""


def login_of(credentials: dict[str, Any]) -> str:
    """What was typed as the name."""
    return str(credentials.get("username") or credentials.get("email") or "")


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps and recovery codes unreadable in a dump."""

    def encrypt(self, text: str) -> str:
        """With the hash keys, which are never removed."""
        return keys.lock(text, context=SECRETS)

    def decrypt(self, encrypted_text: str) -> str:
        """ValueError when no known key made it."""
        return keys.unlock(encrypted_text, context=SECRETS)
