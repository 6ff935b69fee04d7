"""`python -m hustings` and the `hustings` script: Django's commands with our settings."""

import sys

from hustings.environment import use_settings


def main() -> None:
    """Run one Django command."""
    use_settings()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
