"""The other door: what a mail provider reports to django-anymail's webhook."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from hustings_signup.bounces import Report, apply
from hustings_signup.bounces.parsing import kind_of
from hustings_signup.failures import enhanced
from hustings_signup.mails import METADATA


def connect() -> None:
    """Listen when django-anymail is installed in the project; never imported otherwise."""
    if apps.is_installed("anymail"):
        from anymail.signals import tracking

        tracking.connect(receive, dispatch_uid="hustings_signup.bounces")


def receive(sender: Any, event: Any, **kwargs: Any) -> None:
    """One event; opens and clicks are not looked at."""
    kind = event.event_type
    if kind in {"complained", "unsubscribed"}:
        reported = "complaint"
    elif kind in {"bounced", "rejected", "failed"}:
        reported = _bounce(event)
    else:
        return
    message_id = str((event.metadata or {}).get(METADATA) or event.message_id or "")
    address = str(event.recipient or "").lower()
    apply(
        Report(
            reported,
            message_id,
            enhanced(str(event.mta_response or "")),
            frozenset({address} if address else ()),
        )
    )


def _bounce(event: Any) -> str:
    """What the other server said decides; without its words, what the provider makes of it."""
    if status := enhanced(str(event.mta_response or "")):
        return kind_of(status)
    gone = event.event_type == "bounced" and event.reject_reason in {"bounced", "invalid"}
    return "hard" if gone else "soft"
