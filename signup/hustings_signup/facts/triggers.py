"""Database triggers that keep `PersonFacts`: whoever writes, and by whatever way, keeps it right.

Every one of them does the same: say anew what the tables say about that person. PostgreSQL holds
the row first, so that of two changes at once the second sees what the first one wrote.
"""

# ruff: noqa: S608 - names of our own tables and columns, no input
from __future__ import annotations

from django.db import connections

from hustings_signup.facts import derived
from hustings_signup.facts.derived import FACTS, PEOPLE, SUBMISSIONS, SUBSCRIPTIONS

EVENTS = ("insert", "update", "delete")
TABLES = (PEOPLE, SUBSCRIPTIONS, SUBMISSIONS)


def names() -> set[str]:
    """The triggers that must exist, on either engine."""
    return {f"{table}_facts_{event}" for table in TABLES for event in EVENTS}


def missing(using: str = "default") -> list[str]:
    """Those that do not; empty before the first migrate."""
    connection = connections[using]
    if FACTS not in connection.introspection.table_names():
        return []
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        present = {row[0] for row in cursor.fetchall()}
    return sorted(names() - present)


def create(using: str = "default") -> None:
    """All of them as this version wants them, in place of whatever bears their names."""
    connection = connections[using]
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    with connection.cursor() as cursor:
        for statement in statements():
            cursor.execute(statement)


def step_aside(using: str = "default") -> None:
    """On SQLite a migration that remakes a table cannot rename it while a trigger elsewhere
    names it; `create` brings them back after migrating."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name in sorted(names()):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def _sqlite() -> list[str]:
    def trigger(table: str, event: str, body: list[str], when: str = "") -> list[str]:
        name = f"{table}_facts_{event}"
        return [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} {when} "
            f"BEGIN {'; '.join(body)}; END",
        ]

    def again(*rows: str) -> list[str]:
        return [derived.update(f"supporter_id = {row}", "sqlite") for row in rows]

    def differs(columns: str) -> str:
        tests = (f"OLD.{name} IS NOT NEW.{name}" for name in columns.split())
        return f"WHEN {' OR '.join(tests)}"

    of_person = differs("site_id department postcode locale created_at")
    of_list = differs("supporter_id purpose state")
    of_act = differs("supporter_id site_id act confirmed_at")
    both = again("OLD.supporter_id", "NEW.supporter_id")
    return [
        *trigger(PEOPLE, "insert", [derived.insert("p.id = NEW.id", "sqlite")]),
        *trigger(PEOPLE, "update", again("NEW.id"), of_person),
        *trigger(PEOPLE, "delete", [f"DELETE FROM {FACTS} WHERE supporter_id = OLD.id"]),
        *trigger(SUBSCRIPTIONS, "insert", again("NEW.supporter_id")),
        *trigger(SUBSCRIPTIONS, "update", both, of_list),
        *trigger(SUBSCRIPTIONS, "delete", again("OLD.supporter_id")),
        *trigger(
            SUBMISSIONS, "insert", again("NEW.supporter_id"), "WHEN NEW.confirmed_at IS NOT NULL"
        ),
        *trigger(SUBMISSIONS, "update", both, of_act),
        *trigger(
            SUBMISSIONS, "delete", again("OLD.supporter_id"), "WHEN OLD.confirmed_at IS NOT NULL"
        ),
    ]


def _postgresql() -> list[str]:
    """The tests of what changed stand in the functions: named in a trigger, a column could not
    be altered by a later migration."""
    prefix = "hustings_signup_facts"

    def function(name: str, body: str, returns: str = "trigger", arguments: str = "") -> str:
        return (
            f"CREATE OR REPLACE FUNCTION {prefix}_{name}({arguments}) RETURNS {returns}"
            f" LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        )

    def changed(columns: str) -> str:
        return " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns.split())

    def about(kind: str, counts: str, columns: str) -> str:
        return function(
            kind,
            f"IF TG_OP = 'INSERT' THEN IF {counts.format('NEW')} THEN"
            f" PERFORM {prefix}_again(NEW.supporter_id); END IF;"
            f" ELSIF TG_OP = 'DELETE' THEN IF {counts.format('OLD')} THEN"
            f" PERFORM {prefix}_again(OLD.supporter_id); END IF;"
            f" ELSIF {changed(columns)} THEN"
            f" PERFORM {prefix}_again(LEAST(OLD.supporter_id, NEW.supporter_id));"
            " IF OLD.supporter_id <> NEW.supporter_id THEN"
            f" PERFORM {prefix}_again(GREATEST(OLD.supporter_id, NEW.supporter_id)); END IF;"
            " END IF; RETURN NULL;",
        )

    return [
        function(
            "again",
            f"PERFORM 1 FROM {FACTS} WHERE supporter_id = person FOR NO KEY UPDATE;"
            f" {derived.update('supporter_id = person', 'postgresql')};",
            returns="void",
            arguments="person bigint",
        ),
        function(
            "of_person",
            f"IF TG_OP = 'INSERT' THEN {derived.insert('p.id = NEW.id', 'postgresql')};"
            f" ELSIF TG_OP = 'DELETE' THEN DELETE FROM {FACTS} WHERE supporter_id = OLD.id;"
            f" ELSIF {changed('site_id department postcode locale created_at')}"
            f" THEN PERFORM {prefix}_again(NEW.id); END IF; RETURN NULL;",
        ),
        about("of_list", "true", "supporter_id purpose state"),
        about("of_act", "{}.confirmed_at IS NOT NULL", "supporter_id site_id act confirmed_at"),
        *(
            f"CREATE OR REPLACE TRIGGER {table}_facts_{event} AFTER {event.upper()} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {prefix}_{kind}()"
            for table, kind in zip(TABLES, ("of_person", "of_list", "of_act"), strict=True)
            for event in EVENTS
        ),
    ]
