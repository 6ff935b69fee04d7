"""`manage.py reapply_erasures [--dry-run]`: run it after every restored backup."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hustings_signup.erasure import journal
from hustings_signup.erasure.reapplying import reapply


class Command(BaseCommand):
    """Prints counts only; exits 1 when there is no journal or a line of it is damaged."""

    help = "Erase again whoever was erased after the backup that was just restored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One flag."""
        parser.add_argument("--dry-run", action="store_true", help="Count, and change nothing.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Idempotent."""
        file = journal.path()
        if file is None or not file.exists():
            raise CommandError(f"There is no journal of erasures at {file or '(no setting)'}.")
        try:
            outcome = reapply(dry_run=dry_run)
        except ValueError as error:
            raise CommandError(str(error)) from error
        done = "would be erased" if dry_run else "erased"
        self.stdout.write(f"{_counted(outcome.erased, 'person', 'people')} {done} again.")
        missing = "would be added" if dry_run else "added"
        hashes = _counted(outcome.suppressed, "hash", "hashes")
        self.stdout.write(f"{hashes} of erased mailboxes the backup did not hold {missing}.")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
