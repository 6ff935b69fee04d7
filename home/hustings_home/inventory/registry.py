"""Where tables are declared, and what in the database nobody declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connections, models

from hustings_home.inventory.terms import PLAIN, Ground, Personal

Declared = Personal | None
#: Stands for every column that is not named: for tables of other projects only.
REST = "*"


@dataclass(frozen=True)
class Table:
    """One table, or with a final `*` in its name several, and its columns.

    `about` is the lookup from a row to the person it is about ("supporter_id"), `submission` the
    one to the uuid of the form it came from, `purpose` the one to the key of a purpose; `live`
    names the column and the values that claim a consent in force. Values whose ground is CONSENT
    are looked up in the ledger by these; `nobody` is what a row that is about no person rests on,
    and `counted` are the columns that are personal only while the row is about somebody: how many
    came stays when it is forgotten who.
    """

    label: str
    name: str
    columns: Mapping[str, Declared]
    about: str = ""
    submission: str = ""
    purpose: str = ""
    live: tuple[str, frozenset[str]] = ("", frozenset())
    nobody: Ground | None = None
    counted: frozenset[str] = frozenset()
    model: type[models.Model] | None = field(default=None, compare=False)

    def of(self, column: str) -> Declared:
        """What a column holds; KeyError when it is not declared."""
        if column not in self.columns and REST in self.columns:
            return self.columns[REST]
        return self.columns[column]

    @property
    def personal(self) -> dict[str, Personal]:
        """The columns that say something about a person; those of the model for `*`."""
        named = dict(self.columns)
        rest = named.pop(REST, PLAIN)
        if rest and self.model:
            for column in self.model._meta.local_concrete_fields:
                if not column.primary_key:
                    named.setdefault(str(column.column), rest)
        return {column: said for column, said in named.items() if said is not None}


_declared: dict[str, dict] = {}


def plain(names: str) -> dict[str, Declared]:
    """Columns that say nothing about a person, separated by spaces."""
    return dict.fromkeys(names.split(), PLAIN)


def declare(
    model_label: str,
    columns: Mapping[str, Declared],
    *,
    about: str = "",
    submission: str = "",
    purpose: str = "",
    live: tuple[str, tuple[str, ...]] = ("", ()),
    nobody: Ground | None = None,
    counted: tuple[str, ...] = (),
) -> None:
    """Declare the table of a model ("app.Model"), by its columns in the database.

    A second call for the same label replaces the first; a model that is not installed is ignored.
    """
    _declared[model_label] = {
        "columns": dict(columns),
        "about": about,
        "submission": submission,
        "purpose": purpose,
        "live": (live[0], frozenset(live[1])),
        "nobody": nobody,
        "counted": frozenset(counted),
    }


def declare_tables(names: str, said: Declared = PLAIN) -> None:
    """Tables without a model of ours, separated by spaces; a final `*` stands for any ending."""
    for name in names.split():
        _declared[name] = {"columns": {REST: said}}


def registered() -> list[Table]:
    """Every declared table of an installed model, and the patterns, in order of declaration."""
    found = []
    for label, about in _declared.items():
        if "." not in label:
            found.append(Table(label=label, name=label, **about))
            continue
        try:
            model = apps.get_model(label)
        except LookupError:
            continue
        found.append(Table(label=label, name=model._meta.db_table, model=model, **about))
    return found


def undeclared(using: str = "default") -> list[str]:
    """`table.column` of everything in the database that nobody declared, sorted."""
    tables = registered()
    exact = {table.name: table for table in tables if not table.name.endswith("*")}
    patterns = [table.name[:-1] for table in tables if table.name.endswith("*")]
    connection = connections[using]
    missing = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor, include_views=True):
            table = exact.get(name)
            if table is None and any(name.startswith(start) for start in patterns):
                continue
            if table is not None and REST in table.columns:
                continue
            # Not the introspection: on SQLite it stumbles over generated columns.
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)} LIMIT 0")  # noqa: S608
            missing += [
                f"{name}.{column[0]}"
                for column in cursor.description
                if table is None or column[0] not in table.columns
            ]
    return sorted(missing)
