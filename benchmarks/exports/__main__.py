"""`python -m benchmarks.exports`: measures in the database that `benchmarks.people` made."""

import argparse

import benchmarks  # noqa: F401 - puts the packages on the path


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
