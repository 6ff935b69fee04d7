"""Two optional guards of a form: a proof of work of our own, and a check by Google.

Neither is ever asked for: a form works without JavaScript and without a click. Without the proof
of work it goes the ordinary way under a narrower limit of its network; without Google's check it
is held for the team (docs/decisions/0015).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hustings_home import conf
from hustings_home.memory import remember
from hustings_signup import guarding, processors, proofs
from hustings_signup.models import SiteGuard
from hustings_signup.processors import Service

PROOF, RECAPTCHA = "proof", "recaptcha"
LABELS: dict[str, Promise] = {
    PROOF: _("a proof of work by the visitor’s own device"),
    RECAPTCHA: _("a check by Google, after a click"),
}
#: Codes of what holds a submission.
WAITS, NOT_ASKED, FAILED, AWAY = "captcha_waits", "captcha_none", "captcha_failed", "captcha_away"
MAX_TOKEN = 8192
SCRIPT = "https://www.google.com/recaptcha/api.js"
#: What the content policy of a page with Google's check lets a browser fetch, and no other page.
POLICY = {
    "script-src": [
        "https://www.google.com/recaptcha/",
        "https://www.gstatic.com/recaptcha/",
    ],
    "frame-src": [
        "https://www.google.com/recaptcha/",
        "https://recaptcha.google.com/recaptcha/",
    ],
    "connect-src": ["https://www.google.com/recaptcha/"],
}
GOOGLE = Service(
    key=RECAPTCHA,
    name="Google",
    country=_("Ireland and United States"),
    purpose=_(
        "Checks that a form is sent by a person, when the visitor presses the button for it."
    ),
    is_outside_eu=True,
    safeguard=_("EU-US Data Privacy Framework; data processing terms of Google Cloud"),
)


def configured() -> list[str]:
    """Those this installation has the keys of."""
    found = [PROOF] if proofs.is_configured() else []
    if conf.get("RECAPTCHA_SITE_KEY") and conf.get("RECAPTCHA_SECRET_KEY"):
        found.append(RECAPTCHA)
    return found


def connect() -> None:
    """Called once, when the app starts: Google can be declared where there are keys for it."""
    if RECAPTCHA in configured():
        processors.register(GOOGLE)


def of_form(guard: SiteGuard, act: str) -> str:
    """Which guard a form of this act shows now, or "": Google only while it is declared."""
    wanted: str = guard.captchas.get(act, "")
    if wanted not in configured():
        return ""
    if wanted == RECAPTCHA and not _is_declared(guard.site_id):
        return ""
    return wanted


def _is_declared(site_id: int) -> bool:
    return remember(
        f"recaptcha.{site_id}",
        lambda: processors.is_declared(site_id, RECAPTCHA),
        seconds=guarding.SECONDS,
    )


def widen_policy(request: HttpRequest | None) -> None:
    """Let the page this request is answered with load Google's program, after a click."""
    if request is not None:
        request.content_policy_additions = POLICY  # type: ignore[attr-defined]


class CaptchaWidget(forms.Widget):
    """Shows the control; reads what its program put into the form."""

    def __init__(self, *, template: str, token_name: str, about: Mapping[str, Any]) -> None:
        super().__init__()
        self.template_name = f"hustings_signup/captchas/{template}.html"
        self.token_name, self.about = token_name, about
        if template == PROOF:
            self.input_type = "hidden"  # as Django tells a field nobody sees

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds what the template says."""
        return super().get_context(name, None, attrs) | dict(self.about)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        """The token as sent, cut where it cannot be one."""
        return str(data.get(self.token_name) or "")[:MAX_TOKEN]

    def use_required_attribute(self, initial: Any) -> bool:
        """Never required."""
        return False


def field(captcha: str) -> forms.Field:
    """The field of a form that shows this guard."""
    if captcha == PROOF:
        about = {"challenge_url": reverse("hustings_signup:proof")}
        widget = CaptchaWidget(template="proof", token_name="altcha", about=about)  # noqa: S106
        return forms.CharField(required=False, widget=widget)
    about = {
        "site_key": conf.get("RECAPTCHA_SITE_KEY"),
        "script": SCRIPT,
        "language": get_language(),
    }
    return forms.CharField(
        label=_("A check that you are a person"),
        help_text=_(
            "Without it somebody of the team looks at your form before we write to you, which "
            "may take a day or two. Pressing the button loads a program of Google: it receives "
            "your network address, what your browser tells of itself, the address of this "
            "website, what you do in its box, and its own cookies. Before you press, nothing."
        ),
        required=False,
        widget=CaptchaWidget(
            template="recaptcha",
            token_name="g-recaptcha-response",  # noqa: S106
            about=about,
        ),
    )


def held_reason(token: str | None) -> str:
    """What Google's check holds a form for: None where it was not shown."""
    if token is None:
        return ""
    return WAITS if token else NOT_ASKED
