"""Prints what was reached at a site since a moment (GDPR art. 33): counts only."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hustings_signup.duties.arguments import add_site, moment, site_of
from hustings_signup.duties.breach import Report, report
from hustings_signup.staff.sites import name_of


class Command(BaseCommand):
    """`manage.py breach_report --since 2026-11-20T08:00 [--aware …] [--site HOST] [--json]`."""

    help = "What staff and processes reached since a moment: counts per way and per kind of data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """From when, and when it was learnt."""
        add_site(parser)
        parser.add_argument("--since", required=True, metavar="MOMENT")
        parser.add_argument(
            "--aware", metavar="MOMENT", help="When you learnt of it; now if not given."
        )
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """To standard output."""
        try:
            since = moment(options["since"])
            aware = moment(options["aware"]) if options["aware"] else None
        except ValueError as error:
            raise CommandError(f"Not a moment: {error}") from None
        with translation.override(options["language"]):
            found = report(site_of(options), since, aware=aware)
            if options["json"]:
                self.stdout.write(json.dumps(as_json(found), ensure_ascii=False, indent=2))
            else:
                self._print(found)

    def _print(self, found: Report) -> None:
        when = {"since": _when(found.since), "until": _when(found.until)}
        self.stdout.write(
            _("What was reached at %(site)s from %(since)s to %(until)s")
            % {"site": name_of(found.site), **when}
        )
        for reach in found.reached:
            people = "–" if reach.people is None else reach.people
            self.stdout.write(f"  {reach.times:>8}  {people:>10}  {reach.what}")
        for title, rows in (
            (_("In files that left (people at most):"), found.taken),
            (_("Held now, should the whole database be copied (people):"), found.held),
        ):
            self.stdout.write(title)
            for category, people in rows:
                self.stdout.write(f"  {people:>10}  {category}")
        self.stdout.write(
            _("Tell the authority by %(moment)s (72 hours), unless no risk is likely.")
            % {"moment": _when(found.notify_by)}
        )


def as_json(found: Report) -> dict[str, Any]:
    """The report as plain values; moments in UTC."""
    return {
        "site": f"{found.site.hostname}:{found.site.port}",
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "notify_by": found.notify_by.isoformat(),
        "reached": [vars(reach) for reach in found.reached],
        "taken": dict(found.taken),
        "held": dict(found.held),
    }


def _when(at: Any) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
