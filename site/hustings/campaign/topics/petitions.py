"""The petitions: open, won and closed."""

from datetime import datetime
from typing import Any

from hustings.campaign.calendar import days_ago
from hustings.campaign.content_files import read_folder, words
from hustings.campaign.drafts import Draft, Placeholders


def drafts(placeholders: Placeholders, now: datetime) -> list[Draft]:
    """One page per file of content/demo/petitions."""
    return [
        Draft(
            key=f"petitions/{key}",
            model="hustings_petitions.PetitionPage",
            parent="petitions",
            words=words(texts, placeholders),
            shared=_shared(texts, now),
            published_at=days_ago(now, texts["opened_days_ago"], "09:00"),
        )
        for key, texts in read_folder("demo", "petitions").items()
    ]


def _shared(texts: dict[str, Any], now: datetime) -> dict[str, Any]:
    ended = texts.get("closed_days_ago")
    closing = ended if ended is not None else -texts["closes_in_days"]
    return {
        "state": texts["state"],
        "goal": texts["goal"],
        "closes_at": days_ago(now, closing, "20:00"),
        "main_image": f"image:{texts['image']}",
    }
