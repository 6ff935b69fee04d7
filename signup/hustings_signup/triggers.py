"""Database triggers that refuse to change or delete a record or a published notice.

One idempotent function makes them after every migrate: SQLite drops triggers without a word
whenever a migration remakes the table. A system check reports any that is missing.
"""

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

#: table -> what must never come a second time: each of its unique keys, by columns
GUARDED = {
    "hustings_signup_consentrecord": (("id",), ("uuid",)),
    "hustings_signup_notice": (("id",), ("sha256",), ("site_id", "slug", "locale", "version")),
    "hustings_signup_ledgerseal": (("id",), ("number",)),
}
MESSAGE = "rows of {table} are never changed or deleted"


def names(vendor: str) -> set[str]:
    """The triggers that must exist on an engine."""
    guards = ("no_update", "no_delete", "no_replace" if vendor == "sqlite" else "no_truncate")
    return {f"{table}_{guard}" for table in GUARDED for guard in guards}


def ensure(using: str = "default") -> None:
    """Create every trigger, or put today's in the place of an older one."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    for table in GUARDED:
        if table in tables:
            _create(connection, table)


def missing(using: str = "default") -> list[str]:
    """Names of guards that should be there and are not; empty before the first migrate."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if not tables.issuperset(GUARDED):
        return []
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        present = {row[0] for row in cursor.fetchall()}
    return sorted(names(connection.vendor) - present)


def _create(connection: BaseDatabaseWrapper, table: str) -> None:
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for statement in statements(table):
            cursor.execute(statement)


def _sqlite(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE.format(table=table)}'); END"
    taken = " OR ".join(
        "(" + " AND ".join(f"{column} = NEW.{column}" for column in key) + ")"
        for key in GUARDED[table]
    )
    # INSERT OR REPLACE deletes whatever has one of the keys, and fires no DELETE trigger unless
    # its connection set recursive_triggers.
    is_taken = f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken})"  # noqa: S608
    guards = {"no_update": "UPDATE", "no_delete": "DELETE", "no_replace": "INSERT"}
    return [
        statement
        for guard, event in guards.items()
        for statement in (
            f"DROP TRIGGER IF EXISTS {table}_{guard}",
            f"CREATE TRIGGER {table}_{guard} BEFORE {event} ON {table}"
            f"{is_taken if event == 'INSERT' else ''} {refuse}",
        )
    ]


def _postgresql(table: str) -> list[str]:
    refuse = "hustings_signup_refuse_change"
    return [
        f"CREATE OR REPLACE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME; END $$",
        f"CREATE OR REPLACE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {refuse}()",
        f"CREATE OR REPLACE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {refuse}()",
        f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {refuse}()",
    ]
