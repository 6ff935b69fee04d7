"""A receipt as a text that anybody can read and keep."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import ngettext

from hustings_signup.models import ConsentRecord

#: The parts of an ISO 8601 duration that notices use.
DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


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
        "kept": duration(purposes[0]["retention_period"]),
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


def duration(iso: str) -> str:
    """`P6M` as "6 months"; what is no such duration comes back as it is."""
    found = DURATION.fullmatch(iso)
    if not found or not any(found.groups()):
        return iso
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    words = [
        ngettext("%(count)d year", "%(count)d years", years) % {"count": years},
        ngettext("%(count)d month", "%(count)d months", months) % {"count": months},
        ngettext("%(count)d week", "%(count)d weeks", weeks) % {"count": weeks},
        ngettext("%(count)d day", "%(count)d days", days) % {"count": days},
    ]
    counts = (years, months, weeks, days)
    return " ".join(text for text, count in zip(words, counts, strict=True) if count)
