"""`manage.py rebuild_subscriptions`: make the subscriptions again from the ledger."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hustings_signup.proof.rebuilding import differences

SHOWN = 20


class Command(BaseCommand):
    """People are named by number only."""

    help = "Makes the subscriptions again from the records of the ledger; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--dry-run`."""
        parser.add_argument("--dry-run", action="store_true", help="Only say what differs.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Lists the first twenty differences and counts them all."""
        count = 0
        for count, found in enumerate(differences(dry_run=options["dry_run"]), start=1):
            if count <= SHOWN:
                self.stdout.write(str(found))
        if not count:
            self.stdout.write("Every subscription is what the ledger says.")
        elif options["dry_run"]:
            self.stdout.write(f"{count} would change; nothing was written.")
        else:
            self.stdout.write(f"{count} put right.")
