"""The brake: a mistake must not erase a campaign's people overnight (consent.md R14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from hustings_signup.models import Supporter
from hustings_signup.retention import rules

if TYPE_CHECKING:
    from wagtail.models import Site

MORE_THAN_PERCENT, MORE_THAN = 20, 100


@dataclass(frozen=True)
class Brake:
    """How many confirmed supporters of a site would go at once, and out of how many."""

    going: int
    confirmed: int

    @property
    def holds(self) -> bool:
        """More than 20 % and more than 100."""
        return self.going > MORE_THAN and self.going * 100 > self.confirmed * MORE_THAN_PERCENT


def measure(site: Site, at: datetime) -> Brake:
    """All rules together that are not exempt: two halves of a mistake are one mistake."""
    people = Supporter.objects.filter(site=site, email_verified_at__isnull=False)
    going = Q(pk__in=[])
    for rule in rules.registered():
        if not rule.is_exempt_from_brake:
            going |= Q(pk__in=rule.due(site, at).order_by().values("pk"))
    return Brake(people.filter(going).count(), people.count())
