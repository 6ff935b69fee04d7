"""`manage.py verify_ledger`: recompute the whole ledger; exit 1 when anything does not hold."""

from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hustings_signup.proof.verification import Verification

SHOWN = 10


class Command(BaseCommand):
    """Names the first record that is wrong, missing or swapped, and up to nine more faults."""

    help = "Recomputes records, seals, notices, evidence, checkpoints; exit 1 when one is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--public-key`, for checkpoints signed before the key was renewed."""
        parser.add_argument(
            "--public-key",
            action="append",
            default=[],
            metavar="HEX",
            help="A key whose checkpoints are trusted besides our own; may be given again.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Silent about people: records are named by number and uuid only."""
        verification = Verification(public_keys=options["public_key"])
        faults = verification.faults()
        found = list(islice(faults, SHOWN))
        if found:
            more = "" if next(faults, None) is None else "\nThere are more."
            raise CommandError("\n".join(found) + more)
        self.stdout.write(f"The ledger holds: {verification.summary()}")
