"""Writes brand and identity settings, only where the site has none yet."""

from __future__ import annotations

from pathlib import Path

from wagtail.models import Site

from hustings.campaign.builder.media import Media
from hustings.campaign.facts import Facts
from hustings_home.models import BrandSettings, IdentitySettings

#: Facts whose name is also that of a field of the identity settings.
IDENTITY = (
    "publisher",
    "legal_form",
    "registration",
    "address",
    "phone",
    "contact_email",
    "director",
    "host_name",
    "host_address",
    "host_phone",
    "data_contact_email",
    "data_contact_postal",
    "office",
)


def settle(site: Site, facts: Facts, media: Media, *, is_demo: bool) -> bool:
    """Make both settings of a site; False when it had them: staff may have changed them."""
    _identity, is_new = IdentitySettings.objects.get_or_create(
        site=site,
        defaults={
            **{name: getattr(facts, name) for name in IDENTITY},
            "candidate_name": facts.candidate,
            "election_date": facts.first_round,
            "second_round_date": facts.second_round,
        },
    )
    colours = {
        name: getattr(facts, name)
        for name in ("primary_colour", "accent_colour")
        if getattr(facts, name)
    }
    _brand, is_branded = BrandSettings.objects.get_or_create(
        site=site,
        defaults={"campaign_name": facts.campaign_name, **colours, **_logo(facts, media, is_demo)},
    )
    return is_new or is_branded


def _logo(facts: Facts, media: Media, is_demo: bool) -> dict[str, int]:
    if is_demo:
        return {"logo_id": media.image("logo"), "favicon_id": media.image("favicon")}
    if facts.logo:
        return {"logo_id": media.store_image(Path(facts.logo), facts.campaign_name)}
    return {}
