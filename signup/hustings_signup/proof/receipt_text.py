"""A receipt as a text that anybody can read and keep."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import formats, timezone

from hustings_signup.models import ConsentRecord
from hustings_signup.openness.periods import kept


def readable(receipt: dict[str, Any]) -> str:
    """The receipt in the active language; its exact words stay in theirs."""
    purposes = receipt["pii_processing"]["purposes"]
    parties = receipt["party_identification"]
    context = {
        "receipt": receipt,
        "notice": receipt["pii_processing"]["privacy_notice"],
        "items": [
            {"purpose": purpose, "event": event, **_spoken(event)}
            for purpose, event in zip(purposes, receipt["event"], strict=True)
        ],
        "common": purposes[0],
        "kept": kept(purposes[0]["retention_period"]),
        "controller": parties[0],
        "processors": [party["party_name"] for party in parties[1:]],
    }
    text = render_to_string("hustings_signup/receipt.txt", context)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _spoken(event: dict[str, Any]) -> dict[str, str]:
    at = timezone.localtime(datetime.fromisoformat(event["event_time"]))
    return {
        "at": formats.date_format(at, "DATETIME_FORMAT"),
        "state": str(ConsentRecord.Type(event["event_state"]).label),
        "channel": str(ConsentRecord.Channel(event["channel"]).label),
        "control": str(ConsentRecord.Control(event["control"]).label),
    }
