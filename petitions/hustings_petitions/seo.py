"""What machines read on a petition page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hustings_home.seo import CONTEXT

if TYPE_CHECKING:
    from hustings_petitions.models import PetitionPage


def petition(page: PetitionPage) -> dict[str, Any]:
    """A schema.org WebPage about a demand: the count, and the action while it is open.

    schema.org has no type for petitions; EndorseAction is its word for agreeing publicly.
    """
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "WebPage",
        "name": page.title,
        "description": page.ask,
        "url": page.full_url,
        "inLanguage": page.locale.language_code,
        "audience": {"@type": "Audience", "name": page.addressee},
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": f"{CONTEXT}/EndorseAction",
            "userInteractionCount": page.count,
        },
    }
    if page.first_published_at:
        data["datePublished"] = page.first_published_at.isoformat()
    if page.terms.closes_at:
        data["expires"] = page.terms.closes_at.isoformat()
    if page.terms.accepts_signatures():
        data["potentialAction"] = {"@type": "EndorseAction", "target": f"{page.full_url}#sign"}
    return data
