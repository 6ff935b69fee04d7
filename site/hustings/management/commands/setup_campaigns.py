"""`setup_campaigns`: many campaign sites on one installation, each for itself (docs/deploy.md)."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hustings.campaign.builder.site import OccupiedError
from hustings.campaign.facts import Facts, FactsError
from hustings.campaign.many import numbered, read_table
from hustings.campaign.report import Report
from hustings.campaign.setup import Plan, build
from hustings.management.commands.setup_campaign import TALKATIVE


class Command(BaseCommand):
    """One transaction per site: interrupted, it is run again and goes on where it stopped."""

    help = (
        "Build a site with its own pages, groups, notices and library for every line of a CSV "
        "(columns campaign_name, site_address and any other fact), or for --many N."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """A table, or a number and a domain."""
        parser.add_argument("table", type=Path, nargs="?", metavar="sites.csv")
        parser.add_argument("--many", type=int, metavar="N", help="make N sites without a table")
        parser.add_argument(
            "--domain", default="example.org", help="of which they are subdomains (%(default)s)"
        )
        parser.add_argument(
            "--full", action="store_true", help="every page of the starter, not only the main ones"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything wrong with the table is said before the first site is built."""
        if options["verbosity"] < 2:
            for name in TALKATIVE:
                logging.getLogger(name).setLevel(logging.WARNING)
        try:
            campaigns = self._campaigns(options)
            for facts in campaigns:
                self._build(facts, options)
        except FactsError as error:
            raise CommandError("\n".join(["Nothing was built:", *error.problems])) from None
        except OccupiedError as error:
            raise CommandError(str(error)) from None
        if options["verbosity"]:
            self.stdout.write(f"Sites: {len(campaigns)}")

    def _campaigns(self, options: dict[str, Any]) -> list[Facts]:
        if (options["table"] is None) == (options["many"] is None):
            raise CommandError("Give a table of sites, or --many N.")
        if options["table"]:
            return read_table(options["table"])
        return list(numbered(options["many"], options["domain"]))

    def _build(self, facts: Facts, options: dict[str, Any]) -> None:
        plan = Plan(facts, is_demo=False, now=timezone.now(), is_light=not options["full"])
        report = Report()
        build(plan, report)
        if options["verbosity"]:
            told = "as it was" if report.is_empty else f"{report.made['pages']} pages"
            self.stdout.write(f"{facts.site_address}: {told}")
