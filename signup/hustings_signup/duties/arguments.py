"""What the commands of this package ask for."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from wagtail.models import Site


def add_site(parser: ArgumentParser) -> None:
    """`--site`."""
    parser.add_argument("--site", metavar="HOST", help="Host name; without it the default site.")


def site_of(options: dict[str, Any]) -> Site:
    """The site asked for; CommandError when there is none."""
    wanted = options["site"]
    found = Site.objects.filter(hostname=wanted) if wanted else Site.objects.order_by("pk")
    site = found.filter(is_default_site=True).first() or found.first()
    if site is None:
        raise CommandError(f"No site {wanted!r}.")
    return site


def moment(text: str) -> datetime:
    """`2026-11-22`, `2026-11-22 14:30` or with a zone; without one, this install's time zone.

    ValueError when it is none of them.
    """
    found = parse_datetime(text)
    if found is None:
        day = parse_date(text)
        if day is None:
            raise ValueError(text)
        found = datetime(day.year, day.month, day.day)
    return found if timezone.is_aware(found) else timezone.make_aware(found)
