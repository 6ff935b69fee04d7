"""`manage.py ledger_grants --role web`: the SQL by which a role may add to the ledger, no more."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from hustings_signup import triggers


def statements(role: str) -> list[str]:
    """For the owner of the tables to run on PostgreSQL; again after an update adds tables."""
    name = connection.ops.quote_name(role)
    guarded = ", ".join(connection.ops.quote_name(table) for table in sorted(triggers.GUARDED))
    rows = "SELECT, INSERT, UPDATE, DELETE"
    return [
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"REVOKE CREATE ON SCHEMA public FROM {name}, PUBLIC",
        f"GRANT {rows} ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} ON TABLES TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {name}",
        f"REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON {guarded} FROM {name}",
    ]


class Command(BaseCommand):
    """Only prints: what may be done to the ledger is for the owner of the database to decide."""

    help = "Prints the GRANTs for a role that web, worker and clock use; it owns no table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--role`."""
        parser.add_argument("--role", required=True, help="The login of web, worker and clock.")

    def handle(self, *args: Any, **options: Any) -> None:
        """CommandError on an engine without roles."""
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        for statement in statements(options["role"]):
            self.stdout.write(f"{statement};")
