"""Asks for the password once more, and the second factor where there is one, when an open screen
is not enough: exporting, erasing."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth import authenticate, logout
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from hustings_signup.staff import second_factor

#: Wrong passwords or codes in one session before it ends.
WRONG_PASSWORDS = 5
KEPT_AS = "hustings_wrong_passwords"


class FreshPasswordForm(forms.Form):
    """The field comes last, whatever a subclass adds."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Asked each time, so that an open screen is not enough."),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "password"])
        factor = second_factor.current()
        if factor and factor.is_asked(request):
            self.fields["code"] = forms.CharField(
                label=_("Code of your second factor"),
                max_length=20,
                widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
                help_text=factor.help_text(request),
            )

    def clean_password(self) -> str:
        """Through the login backends, so that their own rules and signals hold."""
        user = cast(AbstractUser, self.request.user)  # the admin is closed to visitors
        password = self.cleaned_data["password"]
        credentials = {user.USERNAME_FIELD: user.get_username(), "password": password}
        if authenticate(self.request, **credentials) != user:
            raise forms.ValidationError(_("This is not your password."), code="password")
        return password

    def clean_code(self) -> str:
        """Looked at only with the right password: a code is good once."""
        code = self.cleaned_data["code"].strip()
        factor = second_factor.current()
        if "password" in self.cleaned_data and not (
            factor and factor.is_accepted(self.request, code)
        ):
            raise forms.ValidationError(_("This code is not valid any more."), code="password")
        return code


class FreshPasswordMixin:
    """For the FormView of such a form: too many wrong passwords end the session."""

    request: HttpRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form knows who asks."""
        return super().get_form_kwargs() | {"request": self.request}  # type: ignore[misc]

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Counted over all such forms."""
        if form.has_error("password", "password") or form.has_error("code", "password"):
            wrong = self.request.session.get(KEPT_AS, 0) + 1
            self.request.session[KEPT_AS] = wrong
            if wrong >= WRONG_PASSWORDS:
                logout(self.request)
                return redirect("wagtailadmin_login")
        return super().form_invalid(form)  # type: ignore[misc]

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """The right one starts the count again."""
        self.request.session.pop(KEPT_AS, None)
        return super().form_valid(form)  # type: ignore[misc]
