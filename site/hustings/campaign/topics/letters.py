"""The letters of the demonstration's archive."""

from datetime import datetime

from hustings.campaign.calendar import days_ago
from hustings.campaign.content_files import read_folder, words
from hustings.campaign.drafts import Draft, Placeholders


def drafts(placeholders: Placeholders, now: datetime) -> list[Draft]:
    """One page per file of content/demo/letters."""
    return [
        Draft(
            key=f"letters/{key}",
            model="hustings_mailings.NewsletterPage",
            parent="letters",
            words=words(texts, placeholders),
            published_at=days_ago(now, texts["days_ago"], "18:00"),
        )
        for key, texts in read_folder("demo", "letters").items()
    ]
