"""Nothing of the staff's before the second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from hustings.accounts import second_factor
from hustings_home.middleware import admin_prefix

Answer = Callable[[HttpRequest], HttpResponse]
#: What may be reached to set a factor up, or to leave.
OPEN_PREFIXES = ("account_", "mfa_")
OPEN = {"wagtailadmin_logout", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}


class SecondFactorMiddleware:
    """Sends a session without its second factor to where one is set up; elsewhere on the site its
    user is nobody. Visitors have no session, so nothing is asked of them."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """`process_view` decides."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """None lets the view answer."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if not request.user.is_authenticated or second_factor.is_complete(request):
            return None
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        if name in OPEN or name.startswith(OPEN_PREFIXES):
            return None
        if second_factor.is_set_up(request.user):  # logged in before it was set up elsewhere
            logout(request)
        elif request.path_info.startswith(admin_prefix()):
            return redirect("mfa_index")
        request.user = AnonymousUser()
        return None
