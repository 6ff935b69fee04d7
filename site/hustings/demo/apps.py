"""App configuration of the demonstration; only `hustings.settings.demo` installs it."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Brings the mailbox pages and the command that prepares the database."""

    name = "hustings.demo"
    label = "hustings_demo"
    verbose_name = "Demonstration"
