"""`python -m benchmarks.mailchimp`: 100,000 people brought to the double, then nothing changed."""

import argparse

import benchmarks  # noqa: F401 - puts the packages on the path


def main() -> None:
    """Make the people, measure."""
    parser = argparse.ArgumentParser(prog="benchmarks.mailchimp")
    parser.add_argument("--count", type=int, default=100_000, help="people to make")
    parser.add_argument("--singles", type=int, default=2_000, help="of them, by one PUT each")
    options = parser.parse_args()
    import django

    django.setup()
    from benchmarks.mailchimp import run

    run.main(options.count, options.singles)


main()
