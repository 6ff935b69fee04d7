"""`python -m hustings` and the `hustings` script: Django's commands with our settings."""

import sys

from hustings.environment import use_settings


def main() -> None:
    """Run the demonstration's supervisor (`demo`) or one Django command."""
    if sys.argv[1:2] == ["demo"]:
        from hustings.demo.launch import main as demo

        raise SystemExit(demo(sys.argv[2:]))
    use_settings()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
