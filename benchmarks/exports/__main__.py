"""`python -m benchmarks.exports`: measures in the database that `benchmarks.people` made."""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / n) for n in ("site", "home", "blog", "petitions", "events", "signup")]
os.environ.setdefault("HUSTINGS_ENV", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hustings.settings.test")


def main() -> None:
    """Everything in one process."""
    parser = argparse.ArgumentParser(prog="benchmarks.exports")
    parser.add_argument("--count", type=int, default=1_000_000, help="people to make")
    parser.add_argument("--rounds", type=int, default=5, help="times each file is made")
    options = parser.parse_args()
    import django

    django.setup()
    from benchmarks.exports import measure
    from benchmarks.people import run

    run.main(count=options.count, rounds=0, only_make=True)
    measure.everything(options.rounds)


main()
