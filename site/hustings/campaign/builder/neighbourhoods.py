"""The neighbourhoods whose lists people may choose."""

from __future__ import annotations

from datetime import datetime

from hustings.campaign.builder.site import Ground
from hustings.campaign.facts import Facts
from hustings_signup.models import Neighbourhood
from hustings_signup.services import save_neighbourhood


def define(ground: Ground, facts: Facts, at: datetime) -> int:
    """Make each that the site does not have, in the order of the file; returns how many."""
    mine = Neighbourhood.objects.filter(site=ground.site)
    known = set(mine.values_list("key", flat=True))
    missing = [place for place in facts.neighbourhoods if place.key not in known]
    for number, place in enumerate(missing, start=len(known) + 1):
        save_neighbourhood(
            site=ground.site,
            key=place.key,
            names=place.names,
            postcodes=place.postcodes,
            sort_order=number,
            at=at,
        )
    return len(missing)
