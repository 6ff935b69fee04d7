"""Wrong passwords are counted in the database, so that all processes know of them."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from hustings_signup import keys
from hustings_signup.models import Hit
from hustings_signup.visits import client_ip, network_of

#: Failures before the door stays shut, and the time over which they count.
PER_LOGIN, LOGIN_WINDOW = 5, timedelta(minutes=15)
PER_NETWORK, NETWORK_WINDOW = 40, timedelta(hours=1)
CONTEXT = "login-limit"


def is_shut(request: HttpRequest, login: str) -> bool:
    """Whether this login or this network has failed too often; known or not makes no difference."""
    return any(
        _recent(key, window) >= limit
        for key, limit, window in (
            (_login_key(login), PER_LOGIN, LOGIN_WINDOW),
            (_network_key(request), PER_NETWORK, NETWORK_WINDOW),
        )
        if key
    )


def count_failure(request: HttpRequest, login: str) -> None:
    """Note one wrong password."""
    at = timezone.now()
    for key in filter(None, (_login_key(login), _network_key(request))):
        Hit.objects.create(kind=Hit.Kind.LOGIN, key_hash=_hashed(key), at=at)


def _recent(key: str, window: timedelta) -> int:
    since = timezone.now() - window
    return Hit.objects.filter(kind=Hit.Kind.LOGIN, key_hash=_hashed(key), at__gt=since).count()


def _login_key(login: str) -> str:
    return f"login:{login.strip().casefold()}" if login.strip() else ""


def _network_key(request: HttpRequest) -> str:
    network = network_of(client_ip(request))
    return f"network:{network}" if network else ""


def _hashed(key: str) -> str:
    return keys.keyed_hash(key, context=CONTEXT)
