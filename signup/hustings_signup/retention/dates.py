"""The days of the vote, in moments at the clocks of the campaign."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from wagtail.models import Site

from hustings_home.models import IdentitySettings
from hustings_signup.retention import periods


def vote_plus(site: Site, days: timedelta) -> datetime | None:
    """Midnight so many days after the last round; None while no election day is set."""
    last_round = IdentitySettings.read(site).updates_end_date
    if last_round is None:
        return None
    return timezone.make_aware(datetime.combine(last_round + days, time.min))


def end_of_campaign(site: Site) -> datetime | None:
    """When news until the vote ends."""
    return vote_plus(site, periods.AFTER_THE_VOTE)
