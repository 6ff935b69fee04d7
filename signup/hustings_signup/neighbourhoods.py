"""The lists of neighbourhoods as a family of purposes: their names, and the order of the boxes."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from hustings_home.memory import remember
from hustings_signup import purposes
from hustings_signup.models import Neighbourhood, Subscription
from hustings_signup.models.neighbourhoods import PREFIX, name_in

#: (key, names by language, postcodes)
Known = list[tuple[str, dict[str, str], str]]


def connect() -> None:
    """Called once, when the app starts."""
    purposes.register_family(
        purposes.Family(
            prefix=PREFIX,
            label=_("Neighbourhood news: %(name)s"),
            names=names,
            is_list=True,
            # News of the campaign, nearer by: it ends with the campaign.
            ends_with_vote=True,
        )
    )


def names(site_id: int) -> dict[str, str]:
    """Names in the active language by key, in the order of the site, closed ones too."""
    return {key: name_in(known) or key for key, known, _postcodes in _of_site(site_id)}


def nearest_first(
    offered: list[tuple[str, str]], *, site_id: int, postcode: str
) -> list[tuple[str, str]]:
    """The choices (purpose, label) of a form; those of a postcode that was typed come first."""
    if not postcode:
        return offered
    near = {
        f"{PREFIX}{key}"
        for key, _names, postcodes in _of_site(site_id)
        if postcode in postcodes.split(", ")
    }
    return sorted(offered, key=lambda choice: choice[0] not in near)


def people(site_id: int) -> dict[tuple[str, str], int]:
    """How many people stand in each state, by purpose and state."""
    rows = Subscription.objects.filter(
        supporter__site=site_id, purpose__startswith=PREFIX
    ).order_by()
    counted = rows.values_list("purpose", "state").annotate(people=Count("pk"))
    return {(purpose, state): number for purpose, state, number in counted}


def _of_site(site_id: int) -> Known:
    return remember(
        f"neighbourhoods.{site_id}",
        lambda: list(
            Neighbourhood.objects.filter(site=site_id).values_list("key", "names", "postcodes")
        ),
    )
