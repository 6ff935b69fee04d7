"""`python -m hustings` and the `hustings` script: Django's commands with our settings."""

import sys

from hustings.environment import use_settings


def main() -> None:
    """Run the demonstration's supervisor (`demo`) or one Django command."""
    if sys.argv[1:2] == ["demo"]:
        from hustings.demo.launch import main as demo

        raise SystemExit(demo(sys.argv[2:]))
    use_settings()
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from hustings.settings.environment import IncompleteEnvironment

    try:
        settings.DEBUG  # noqa: B018  reads the environment now, so that a problem ends here
    except IncompleteEnvironment as problems:
        raise SystemExit(str(problems)) from None
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
