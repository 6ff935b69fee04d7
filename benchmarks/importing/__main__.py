"""`python -m benchmarks.importing`: imports a file of 100,000 people into DATABASE_URL."""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / n) for n in ("site", "home", "blog", "petitions", "events", "signup")]
os.environ.setdefault("HUSTINGS_ENV", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hustings.settings.test")


def main() -> None:
    """Needs an empty database."""
    parser = argparse.ArgumentParser(prog="benchmarks.importing")
    parser.add_argument("--rows", type=int, default=100_000, help="a multiple of 100")
    options = parser.parse_args()
    import django

    django.setup()
    from benchmarks.importing import run

    run.main(rows=options.rows)


main()
