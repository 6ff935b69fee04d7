"""System checks: the guards of the ledger and what keeps the facts must be in the database."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections

from hustings_signup import triggers
from hustings_signup.facts import triggers as keepers


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


@checks.register(checks.Tags.database)
def keepers_of_facts(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.Error]:
    """E003 for each database where segments would count by rows nobody keeps."""
    return [
        checks.Error(
            f"Database {alias!r} lacks what keeps the facts of people: {', '.join(absent)}.",
            hint="Run `migrate`, which creates them, then `recount_facts`.",
            id="hustings_signup.E003",
        )
        for alias in databases or []
        if connections[alias].vendor in {"sqlite", "postgresql"}
        and (absent := keepers.missing(alias))
    ]
