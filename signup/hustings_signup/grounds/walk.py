"""Walks every personal value in the database and says what it rests on, a batch at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from hustings_home import inventory
from hustings_home.inventory import Ground, Personal, Table
from hustings_signup.grounds.standing import Standing, forms, standings
from hustings_signup.models import SubjectLink

BATCH = 2000


@dataclass(frozen=True)
class Finding:
    """A value nothing speaks for: where it stands, never what it says."""

    table: str
    pk: Any
    column: str


@dataclass
class Walk:
    """Iterate over it for the findings; afterwards `counts` says how many values rest on what."""

    at: datetime = field(default_factory=timezone.now)
    batch: int = BATCH
    #: By category and ground; a value without one counts under None.
    counts: Counter[tuple[str, Ground | None]] = field(default_factory=Counter)

    def __iter__(self) -> Iterator[Finding]:
        """Table after table, in the order they were declared."""
        for table in inventory.registered():
            if table.model is None or not table.personal:
                continue
            declared, asked = _split(table)
            self._count(table, declared)
            if asked:
                yield from self._look_up(table, asked)

    def _count(self, table: Table, columns: dict[str, Personal]) -> None:
        """What rests on its own declared ground needs no look at the single row."""
        if not columns:
            return
        names = _attributes(table)
        filled = {
            column: models.Count("pk", filter=_is_filled(table, names[column]))
            for column in columns
        }
        aliases = {f"filled_{column}": count for column, count in filled.items()}
        found = table.model._base_manager.order_by().aggregate(**aliases)  # type: ignore[union-attr]
        for column, said in columns.items():
            self.counts[said.category, said.ground] += found[f"filled_{column}"]

    def _look_up(self, table: Table, columns: dict[str, Personal]) -> Iterator[Finding]:
        names = _attributes(table)
        for rows in self._batches(table, [names[column] for column in columns]):
            on = _Lookup(table, rows, self.at)
            for row in rows:
                ground = on.ground(row)
                is_nobodys = bool(table.about) and row[table.about] is None
                for column, said in columns.items():
                    if row[names[column]] in (None, "", {}, []):
                        continue
                    if is_nobodys and column in table.counted:
                        continue
                    self.counts[said.category, ground] += 1
                    if ground is None:
                        yield Finding(table.name, row["pk"], column)

    def _batches(self, table: Table, names: list[str]) -> Iterator[list[dict[str, Any]]]:
        """By key, so that nothing stays open and nobody waits while it runs."""
        paths = [table.about, table.submission, table.purpose, table.live[0]]
        wanted = dict.fromkeys(["pk", *names, *filter(None, paths)])
        rows = table.model._base_manager.order_by("pk").values(*wanted)  # type: ignore[union-attr]
        last = None
        while True:
            found = list((rows if last is None else rows.filter(pk__gt=last))[: self.batch])
            if not found:
                return
            yield found
            last = found[-1]["pk"]


class _Lookup:
    """What the ledger says about the people and the forms of one batch of rows."""

    def __init__(self, table: Table, rows: list[dict[str, Any]], at: datetime) -> None:
        self.table = table
        people = {row[table.about] for row in rows} - {None} if table.about else set()
        self.people: dict[Any, Standing]
        if table.about == "subject":
            links = SubjectLink.objects.filter(subject__in=people)
            whose = dict(links.values_list("subject", "supporter_id"))
            known = standings(list(whose.values()), at=at)
            self.people = {subject: known[person] for subject, person in whose.items()}
        else:
            self.people = standings(people, at=at)
        uuids: set[UUID] = set()
        if table.submission:
            uuids = {row[table.submission] for row in rows} - {None}
        self.forms = forms(uuids, at=at) if uuids else {}

    def ground(self, row: dict[str, Any]) -> Ground | None:
        """What a row rests on: the form it came from, else the person it is about."""
        table = self.table
        if table.about and row[table.about] is None:
            return table.nobody
        person = self.people.get(row[table.about]) if table.about else None
        if person is None:
            return None
        by_form = table.submission and row[table.submission] is not None
        said = self.forms.get(row[table.submission]) if by_form else person
        if said is None:
            return None
        purpose = (row[table.purpose] or "") if table.purpose else ""
        ground = said.ground(purpose)
        column, claims = table.live
        if column and row[column] in claims:
            return ground if ground == Ground.CONSENT else None
        # Asked for and never confirmed: it ends with the person, or with what else they asked.
        return ground or (person.ground() if purpose in said.asked else None)


def _split(table: Table) -> tuple[dict[str, Personal], dict[str, Personal]]:
    """The columns that rest on what was declared, and those the ledger has to be asked about."""
    asked = {name: said for name, said in table.personal.items() if said.ground == Ground.CONSENT}
    return {k: v for k, v in table.personal.items() if k not in asked}, asked


def _attributes(table: Table) -> dict[str, str]:
    """The name in the model of each column."""
    fields = table.model._meta.local_concrete_fields  # type: ignore[union-attr]
    return {str(column.column): column.attname for column in fields}


def _is_filled(table: Table, name: str) -> models.Q:
    column = table.model._meta.get_field(name)  # type: ignore[union-attr]
    filled = models.Q(**{f"{name}__isnull": False})
    texts = (models.CharField, models.TextField, models.FileField)
    return filled & ~models.Q(**{name: ""}) if isinstance(column, texts) else filled
