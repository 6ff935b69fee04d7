"""Who needs a second factor, whether a session has shown it, and how staff screens ask again."""

from __future__ import annotations

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hustings_events.staff.scope import SEE
from hustings_home import conf
from hustings_signup.models import PeoplePermission
from hustings_signup.staff import access
from hustings_signup.staff.access import User

#: Whoever has one of these for some site sees people.
SEES_PEOPLE = (*(permission.full_name for permission in PeoplePermission), SEE)
#: Seconds for which a factor that was shown counts as recent.
RECENT = 300
PROVING = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_required_for(user: User) -> bool:
    """Whether the installation asks it of this user: of all who can see people."""
    if not conf.get("SECOND_FACTOR_REQUIRED"):
        return False
    if getattr(user, "is_superuser", False):
        return True
    return any(access.site_ids_for(user, name) for name in SEES_PEOPLE)


def is_set_up(user: User) -> bool:
    """Whether the user has an authenticator app or a passkey."""
    return is_mfa_enabled(user, list(PROVING))


def shown_at(request: HttpRequest) -> float:
    """When this session last showed a second factor, in seconds since 1970; 0 for never."""
    records = get_authentication_records(request, request.user)
    return max((r["at"] for r in records if r["method"] == "mfa"), default=0.0)


def is_complete(request: HttpRequest) -> bool:
    """Whether the session may do what its user may: it showed the factor, or needs none."""
    if not conf.get("SECOND_FACTOR_REQUIRED") or shown_at(request):
        return True
    return not is_required_for(request.user) and not is_set_up(request.user)


class AllauthFactor:
    """What screens that give people away ask beside the password (R17)."""

    def is_asked(self, request: HttpRequest) -> bool:
        """Of who has one, unless it was shown within five minutes."""
        return is_set_up(request.user) and time.time() - shown_at(request) > RECENT

    def is_accepted(self, request: HttpRequest, code: str) -> bool:
        """Whether it is the code of the app or an unused recovery code; attempts are limited."""
        form = ReauthenticateForm(user=request.user, data={"code": code})
        if not form.is_valid():
            return False
        form.save()
        return True

    def help_text(self, request: HttpRequest) -> str:
        """For those with a passkey: where to show it instead."""
        if not is_mfa_enabled(request.user, [Authenticator.Type.WEBAUTHN]):
            return _("From your authenticator app, or a recovery code.")
        query = urlencode({"next": request.get_full_path()})
        return format_html(
            '{} <a href="{}?{}">{}</a>',
            _("From your authenticator app, or a recovery code."),
            reverse("mfa_reauthenticate_webauthn"),
            query,
            _("Use a passkey instead"),
        )


def note_set_up(request: HttpRequest) -> None:
    """Setting a factor up proves that one has it: the session has shown it."""
    record_authentication(request, request.user, "mfa")
