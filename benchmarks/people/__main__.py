"""`python -m benchmarks.people`: makes the crowd in DATABASE_URL, then measures."""

import argparse

import benchmarks  # noqa: F401 - puts the packages on the path


def main() -> None:
    """Everything in one process; needs an empty or an already filled database."""
    parser = argparse.ArgumentParser(prog="benchmarks.people")
    parser.add_argument("--count", type=int, default=1_000_000, help="people to make")
    parser.add_argument("--rounds", type=int, default=15, help="times each request is made")
    parser.add_argument("--only-make", action="store_true", help="make the crowd and stop")
    options = parser.parse_args()
    import django

    django.setup()
    from benchmarks.people import run

    run.main(count=options.count, rounds=options.rounds, only_make=options.only_make)


main()
