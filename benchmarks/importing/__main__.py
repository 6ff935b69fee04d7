"""`python -m benchmarks.importing`: imports a file of 100,000 people into DATABASE_URL."""

import argparse

import benchmarks  # noqa: F401 - puts the packages on the path


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
