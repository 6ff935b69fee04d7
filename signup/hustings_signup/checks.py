"""System checks: the guards of the ledger must be in the database."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections

from hustings_signup import triggers


@checks.register(checks.Tags.database)
def ledger_guards(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.Error]:
    """E001 for each database whose triggers are incomplete (`check --database default`)."""
    errors = []
    for alias in databases or []:
        if connections[alias].vendor not in {"sqlite", "postgresql"}:
            errors.append(
                checks.Error(
                    f"Database {alias!r}: the consent ledger is only guarded on SQLite and "
                    "PostgreSQL.",
                    id="hustings_signup.E002",
                )
            )
            continue
        absent = triggers.missing(alias)
        if absent:
            errors.append(
                checks.Error(
                    f"Database {alias!r} lacks the ledger guards: {', '.join(absent)}.",
                    hint="Run `migrate`: it creates them.",
                    id="hustings_signup.E001",
                )
            )
    return errors
