"""Our own views at the door; the rest is django-allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView as AllauthLoginView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from hustings.accounts import second_factor


class LoginView(AllauthLoginView):
    """The one login."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An account without access to the admin is told so; Wagtail would send it round."""
        user = request.user
        if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class AddAppView(ActivateTOTPView):
    """Who typed the app's first code has shown the factor."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Note it in the session."""
        response = super().form_valid(form)
        second_factor.note_set_up(self.request)
        return response


class AddPasskeyView(AddWebAuthnView):
    """Who made a passkey has shown it."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Note it in the session."""
        response = super().form_valid(form)
        second_factor.note_set_up(self.request)
        return response


def to_login(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Other frameworks' login doors lead to ours."""
    wanted = request.GET.get("next", "")
    query = f"?{urlencode({'next': wanted})}" if wanted else ""
    return redirect(reverse("account_login") + query)


def to_password_reset(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """So do their ways to a new password."""
    return redirect("account_reset_password")


def closed(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """What nobody may do here: sign up, or change an address on one's own."""
    raise Http404
