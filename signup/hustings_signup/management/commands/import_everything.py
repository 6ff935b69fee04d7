"""`manage.py import_everything FILE.zip`: load what `export_everything` wrote elsewhere."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hustings_signup.management.sites import add_site_argument, site_of
from hustings_signup.portability.loading import NotLoadable, load


class Command(BaseCommand):
    """Whole or not at all, into an install without people."""

    help = "Loads an archive of export_everything into an install that has no people yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, --site and --dry-run."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Load, count, and undo.")
        add_site_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then say how many rows of what."""
        try:
            counts = load(
                site=site_of(options["site"]), path=options["file"], dry_run=options["dry_run"]
            )
        except NotLoadable as error:
            raise CommandError(str(error)) from error
        for label, count in counts.items():
            if count:
                self.stdout.write(f"{count:>9} {label}")
        self.stdout.write("Nothing was changed." if options["dry_run"] else "Loaded.")
