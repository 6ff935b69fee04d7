"""Telling staff from visitors without giving visitors a reason for `Vary: Cookie`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def staff_user(request: HttpRequest | None) -> Any | None:
    """The logged-in member of staff, else None.

    Reading `request.user` marks the response as varying by cookie, so a request without a session
    cookie is never asked: every visitor's page stays cacheable for all.
    """
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = getattr(request, "user", None)
    return user if user is not None and user.has_perm("wagtailadmin.access_admin") else None
