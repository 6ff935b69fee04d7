"""The few places where PostgreSQL and SQLite say the same thing differently."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, models

from hustings_signup.facts import triggers


def is_sqlite() -> bool:
    """Which of the two."""
    return connection.vendor == "sqlite"


def numbers(last: int, first: int = 1) -> str:
    """A table `numbers(n)`."""
    if not is_sqlite():
        return f"(SELECT n::bigint FROM generate_series({first}, {last}) n) AS numbers"
    return (
        f"(WITH RECURSIVE c(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM c WHERE n < {last})"
        " SELECT n FROM c) AS numbers"
    )


def uuid() -> str:
    """A random id."""
    return "lower(hex(randomblob(16)))" if is_sqlite() else "gen_random_uuid()"


def digest() -> str:
    """Sixty-four hexadecimal digits that are the hash of nothing."""
    if is_sqlite():
        return "lower(hex(randomblob(32)))"
    return "replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')"


def moment(base: datetime, seconds: str) -> str:
    """So many seconds after a moment in UTC."""
    text = base.strftime("%Y-%m-%d %H:%M:%S")
    if is_sqlite():
        return f"datetime('{text}', '+' || ({seconds}) || ' seconds')"
    return f"(timestamptz '{text}+00' + ({seconds}) * interval '1 second')"


def fill(model: type[models.Model], source: str, **columns: str) -> int:
    """INSERT ... SELECT; columns not named get the model's own default. Returns how many rows."""
    names, values, params = [], [], []
    for field in model._meta.local_concrete_fields:
        known = columns.pop(field.name, None)
        if known is None and (field.primary_key or field.db_default is not models.NOT_PROVIDED):
            continue
        if field.generated:
            continue
        names.append(connection.ops.quote_name(field.column))
        if known is None:
            params.append(field.get_db_prep_save(_default(field), connection))
            values.append("%s")
        else:
            values.append(known.replace("%", "%%"))
    assert not columns, f"{model.__name__} has no {columns}"
    table = connection.ops.quote_name(model._meta.db_table)
    sql = f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM "
    with connection.cursor() as cursor:
        cursor.execute(sql + source.replace("%", "%%"), params)
        return cursor.rowcount


def _default(field: models.Field[Any, Any]) -> Any:
    value = field.get_default()
    return "" if value is None and not field.null else value


@contextmanager
def loading() -> Iterator[None]:
    """Loads without looking up each foreign key, and without triggers; the generator knows what
    is right."""
    switch = {
        "sqlite": ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"),
        "postgresql": ("SET session_replication_role = replica", "RESET session_replication_role"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        if is_sqlite():
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -400000")
            triggers.step_aside()
        cursor.execute(switch[0])
        try:
            yield
        finally:
            cursor.execute(switch[1])
            triggers.create()


def settle() -> None:
    """Statistics for the planner, as autovacuum and the nightly job keep them in real life."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if is_sqlite() else "VACUUM ANALYZE")
