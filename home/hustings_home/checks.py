"""System checks: settings with a typing mistake are reported, not silently left out."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.core import checks

from hustings_home.conf import DEFAULTS


def known_settings(**kwargs: Any) -> list[checks.CheckMessage]:
    """E001 for each key of HUSTINGS that no plugin reads; E002 when it is no dict."""
    given = getattr(settings, "HUSTINGS", {})
    if not isinstance(given, dict):
        return [checks.Error("HUSTINGS must be a dict.", id="hustings_home.E002")]
    return [
        checks.Error(
            f"HUSTINGS[{name!r}] is not a setting of Hustings.",
            hint=_did_you_mean(str(name)),
            id="hustings_home.E001",
        )
        for name in given
        if name not in DEFAULTS
    ]


def _did_you_mean(name: str) -> str | None:
    close = get_close_matches(name.upper(), DEFAULTS, n=1)
    return f"Did you mean {close[0]!r}?" if close else None
