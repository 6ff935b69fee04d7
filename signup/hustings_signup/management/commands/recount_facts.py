"""`manage.py recount_facts`: hold the row that segments read against the tables it copies."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hustings_signup.facts import proving

SHOWN = 20


class Command(BaseCommand):
    """People are named by number only."""

    help = "Compares what segments read of each person with the lists and acts; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--dry-run`."""
        parser.add_argument("--dry-run", action="store_true", help="Only say what differs.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Lists the first twenty differences and counts them all."""
        count = 0
        for count, found in enumerate(proving.differences(dry_run=options["dry_run"]), start=1):
            if count <= SHOWN:
                self.stdout.write(str(found))
        if not count:
            self.stdout.write("Every row says what the lists and acts say.")
        elif options["dry_run"]:
            self.stdout.write(f"{count} would change; nothing was written.")
        else:
            self.stdout.write(f"{count} put right.")
