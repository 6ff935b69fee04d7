"""Database triggers that refuse to change or delete a record or a published notice.

One idempotent function makes them after every migrate: SQLite drops triggers without a word
whenever a migration remakes the table. A system check reports any that is missing.
"""

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

# table -> the column besides `id` that must never come a second time
GUARDED = {
    "hustings_signup_consentrecord": "uuid",
    "hustings_signup_notice": "sha256",
    "hustings_signup_ledgerseal": "number",
}
MESSAGE = "rows of {table} are never changed or deleted"


def names(vendor: str) -> set[str]:
    """The triggers that must exist on an engine."""
    guards = ("no_update", "no_delete", "no_replace" if vendor == "sqlite" else "no_truncate")
    return {f"{table}_{guard}" for table in GUARDED for guard in guards}


def ensure(using: str = "default") -> None:
    """Create every missing trigger; does nothing on an engine we do not support."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    for table, column in GUARDED.items():
        if table in tables:
            _create(connection, table, column)


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


def _create(connection: BaseDatabaseWrapper, table: str, column: str) -> None:
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    with connection.cursor() as cursor:
        for statement in statements(table, column):
            cursor.execute(statement)


def _sqlite(table: str, column: str) -> list[str]:
    refuse = f"SELECT RAISE(ABORT, '{MESSAGE.format(table=table)}')"
    head = "CREATE TRIGGER IF NOT EXISTS"
    return [
        f"{head} {table}_no_update BEFORE UPDATE ON {table} BEGIN {refuse}; END",
        f"{head} {table}_no_delete BEFORE DELETE ON {table} BEGIN {refuse}; END",
        # INSERT OR REPLACE would rewrite a row without firing the DELETE trigger.
        f"{head} {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS "  # noqa: S608
        f"(SELECT 1 FROM {table} WHERE id = NEW.id OR {column} = NEW.{column}) "
        f"BEGIN {refuse}; END",
    ]


def _postgresql(table: str, column: str) -> list[str]:
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
