"""`manage.py retention`: end now what is due, or say what would end."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from wagtail.models import Site

from hustings_home.lease import LeaseLost
from hustings_signup.retention import brake, plans, running


class Command(BaseCommand):
    """Exit 1 when the brake stopped something, a rule failed, or another process is at it."""

    help = "Ends what is past its period (docs/consent.md); tick does the same once a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--dry-run` and `--force`."""
        parser.add_argument(
            "--dry-run", action="store_true", help="Count per rule and site; change nothing."
        )
        parser.add_argument(
            "--force", action="store_true", help="Release the brake for this one run."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per rule and site that finds anything."""
        if options["dry_run"]:
            self.survey()
            return
        try:
            runs = running.run(force=options["force"])
        except LeaseLost as error:
            raise CommandError("Another process is running the rules of retention.") from error
        except running.RuleFailed as error:
            raise CommandError(f"Broke off, see the log: {error}") from error
        for run in runs:
            if run.counted:
                self.line(run.site, run.rule, f"{run.applied} of {run.counted}")
        stopped = [run for run in runs if run.stopped_by_brake]
        if stopped:
            raise CommandError("The brake stopped some rules. Look, then use --force.")

    def survey(self) -> None:
        """What is due at this moment, what is planned, and whether the brake would hold."""
        now = timezone.now()
        for rule, site in running.pairs():
            found = rule.due(site, now).count()
            if found:
                self.line(site, rule.key, f"{found} due")
            if rule.planned is not None and site is not None:
                for end in rule.planned(site, now):
                    if end.ends_at <= now + plans.HORIZON:
                        day = timezone.localtime(end.ends_at).date()
                        self.line(site, rule.key, f"{end.people} planned for {day} ({end.ref})")
        for site in Site.objects.order_by("pk"):
            state = brake.measure(site, now)
            if state.holds:
                self.line(site, "brake", f"would stop {state.going} of {state.confirmed} people")
        self.stdout.write("Nothing was changed.")

    def line(self, site: Site | None, rule: str, words: str) -> None:
        """Hostname (or "install"), rule, figures."""
        where = f"{site.hostname}:{site.port}" if site else "install"
        self.stdout.write(f"{where}  {rule}  {words}")
