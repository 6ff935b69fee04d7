"""`python -m benchmarks.mailing`: needs an empty database in DATABASE_URL."""

import argparse
import os

import benchmarks  # noqa: F401 - puts the packages on the path
from benchmarks.mailing.sink import Sink


def main() -> None:
    """The sink first: its address belongs to the settings."""
    parser = argparse.ArgumentParser(prog="benchmarks.mailing")
    parser.add_argument("--count", type=int, default=100_000, help="people on the list")
    parser.add_argument("--rounds", type=int, default=3, help="times everything is sent")
    parser.add_argument("--floor", type=int, default=20_000, help="bare mails a round")
    parser.add_argument("--django", type=int, default=2_000, help="mails by Django a round")
    options = parser.parse_args()
    with Sink() as sink:
        os.environ |= {"EMAIL_PORT": str(sink.port), "EMAIL_USE_TLS": "no"}
        import django

        django.setup()
        from benchmarks.mailing import run

        run.main(
            sink, count=options.count, rounds=options.rounds, bare=options.floor,
            by_django=options.django,
        )  # fmt: skip


if __name__ == "__main__":
    main()
