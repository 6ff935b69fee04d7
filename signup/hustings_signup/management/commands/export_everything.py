"""`manage.py export_everything FILE.zip --purpose "..."`: everything about a site's people."""

import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hustings_signup.management.sites import add_site_argument, site_of
from hustings_signup.portability.dumping import dump


class Command(BaseCommand):
    """Leaves an audit row like every export."""

    help = "Writes one archive with the people, consents and counts of a site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, --purpose and --site."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--purpose", required=True, help="What for: kept in the audit row.")
        add_site_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, then say how many rows of what."""
        path: Path = options["file"]
        try:
            counts = dump(
                site=site_of(options["site"]),
                path=path,
                by=f"{getpass.getuser()} (command)",
                purpose_text=options["purpose"],
            )
        except FileExistsError as error:
            raise CommandError(f"{path} exists already; nothing was written.") from error
        except OSError as error:
            raise CommandError(f"{path} could not be written: {error.strerror}.") from error
        for label, count in counts.items():
            if count:
                self.stdout.write(f"{count:>9} {label}")
        self.stdout.write(f"Written to {path}, readable by this account only.")
