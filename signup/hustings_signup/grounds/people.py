"""The question exports and services ask: does this person's row rest on anything?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from hustings_signup.grounds.standing import standings
from hustings_signup.models import Subscription


def has_ground(supporter_id: int, *, purpose: str = "", at: datetime | None = None) -> bool:
    """Whether the ledger knows why we hold this person; with a purpose, whether their consent
    to it is in force."""
    found = standings([supporter_id], at=at).get(supporter_id)
    if found is None:
        return False
    return purpose in found.live if purpose else found.ground() is not None


def without_ground(supporter_ids: Collection[int], *, at: datetime | None = None) -> set[int]:
    """Those of these people who must not leave in a file: nothing in the ledger speaks for them,
    or a list calls them active without their consent. Four queries, however many people."""
    known = standings(supporter_ids, at=at)
    refused = {pk for pk in supporter_ids if pk not in known or known[pk].ground() is None}
    claims = Subscription.objects.filter(
        supporter__in=supporter_ids, state=Subscription.State.ACTIVE
    )
    for supporter_id, purpose in claims.values_list("supporter_id", "purpose"):
        if supporter_id in known and purpose not in known[supporter_id].live:
            refused.add(supporter_id)
    return refused
