"""`setup_campaign`: from a few facts to a bilingual campaign site (docs/setup.md)."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hustings.campaign.builder.site import OccupiedError
from hustings.campaign.demonstration import demo_facts, make_login
from hustings.campaign.facts import Facts, FactsError, read_file
from hustings.campaign.outline import outline
from hustings.campaign.people.enact import PeopleError, populate
from hustings.campaign.people.score import FULL_CAST
from hustings.campaign.questions import ask_all
from hustings.campaign.report import Report
from hustings.campaign.setup import Plan, build

#: Says something for every page and row written.
TALKATIVE = ("wagtail", "django_tasks", "hustings_petitions")


class Command(BaseCommand):
    """Asks or reads, then builds what is missing; run it as often as you like."""

    help = "Build the pages, settings, notices and groups of a campaign, in French and English."

    def add_arguments(self, parser: CommandParser) -> None:
        """Everything may also be left out: then it asks."""
        parser.add_argument("--config", type=Path, metavar="FILE", help="facts as TOML or JSON")
        parser.add_argument(
            "--no-input",
            "--noinput",
            action="store_false",
            dest="interactive",
            help="ask nothing; what is unknown stays empty",
        )
        parser.add_argument("--demo", action="store_true", help="build an invented campaign")
        parser.add_argument(
            "--people",
            type=int,
            default=FULL_CAST,
            metavar="N",
            help="how many people the demonstration has (default %(default)s)",
        )
        parser.add_argument("--add", action="store_true", help="also on a site that has pages")
        parser.add_argument("--dry-run", action="store_true", help="count, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Errors come as one message that lists everything wrong."""
        if options["verbosity"] < 2:
            for name in TALKATIVE:
                logging.getLogger(name).setLevel(logging.WARNING)
        try:
            plan = Plan(self._facts(options), options["demo"], timezone.now())
            if options["dry_run"]:
                self._tell_outline(plan, options)
            else:
                self._build(plan, options)
        except FactsError as error:
            raise CommandError(
                "\n".join(["The campaign is not complete:", *error.problems])
            ) from None
        except (OccupiedError, PeopleError) as error:
            raise CommandError(str(error)) from None

    def _facts(self, options: dict[str, Any]) -> Facts:
        if options["demo"]:
            if options["config"]:
                raise CommandError("--demo brings its own facts; leave --config out.")
            return demo_facts(timezone.localdate()).checked()
        facts = read_file(options["config"]) if options["config"] else Facts()
        if options["interactive"] and not options["config"]:
            facts = ask_all(facts, ask=input, say=self.stderr.write)
        return facts.checked()

    def _tell_outline(self, plan: Plan, options: dict[str, Any]) -> None:
        self.stdout.write("Nothing is written. A run would make:")
        counts = outline(plan, people=options["people"], add=options["add"])
        for what, number in counts.items():
            self.stdout.write(f"  {what}: {number}")

    def _build(self, plan: Plan, options: dict[str, Any]) -> None:
        is_loud = options["verbosity"] > 0
        report = Report(self.stdout.write if is_loud else lambda line: None)
        ground = build(plan, report, add=options["add"])
        if plan.is_demo:
            report.count("people", populate(ground, count=options["people"], now=plan.now))
            password = make_login(os.environ.get("DEMO_ADMIN_PASSWORD", ""))
            if password:
                self.stdout.write(f"Staff login: admin, password {password}")
        if is_loud:
            self.stdout.write(
                "Everything was there already; nothing was changed."
                if report.is_empty
                else f"Done: {ground.site.root_url}/"
            )
