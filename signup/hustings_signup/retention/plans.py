"""Ends with a date: written down when they come near, shown to staff, applied only then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from hustings_signup.models import PlannedEnd

if TYPE_CHECKING:
    from wagtail.models import Site

    from hustings_signup.retention.rules import Rule

#: Staff see an end at least so long before it happens (consent.md R14).
SHOWN_FOR = timedelta(days=7)
#: How far ahead ends are written down.
HORIZON = timedelta(days=30)


@transaction.atomic
def announce(rule: Rule, site: Site, at: datetime) -> None:
    """Bring the planned ends of a rule up to date; a date that was moved is shown anew."""
    if rule.planned is None:
        return
    known = {row.ref: row for row in PlannedEnd.objects.filter(site=site, rule=rule.key)}
    for end in rule.planned(site, at):
        if end.ends_at > at + HORIZON:
            continue
        row = known.pop(end.ref, None) or PlannedEnd(
            site=site, rule=rule.key, ref=end.ref, shown_since=at, ends_at=end.ends_at
        )
        if row.ends_at != end.ends_at:
            row.ends_at, row.shown_since = end.ends_at, at
        row.title, row.people = end.title, end.people
        row.save()
    PlannedEnd.objects.filter(pk__in=[row.pk for row in known.values()]).delete()


def ripe(rule_key: str, site: Site, at: datetime) -> dict[str, datetime]:
    """What has ended and was shown long enough, with its date: `{ref: ends_at}`."""
    found = PlannedEnd.objects.filter(
        site=site, rule=rule_key, ends_at__lte=at, shown_since__lte=at - SHOWN_FOR
    )
    return dict(found.values_list("ref", "ends_at"))
