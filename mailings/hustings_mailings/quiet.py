"""When no campaign message may go out (French electoral code, art. L49): from the eve of a round
at midnight until the last polling station closes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from wagtail.models import Site

from hustings_home.models import IdentitySettings

EVE = timedelta(days=1)
#: In the cities that close last, at the clocks of the campaign.
POLLS_CLOSE = time(20)


def windows(site: Site) -> list[tuple[datetime, datetime]]:
    """From when until when, for each round whose day the site's identity holds."""
    identity = IdentitySettings.read(site)
    rounds = (identity.election_date, identity.second_round_date)
    return [(_at(day - EVE, time.min), _at(day, POLLS_CLOSE)) for day in rounds if day]


def ends_at(site: Site, at: datetime) -> datetime | None:
    """The end of the quiet period a moment lies in; None outside of one."""
    return next((end for start, end in windows(site) if start <= at < end), None)


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
