"""Which tables belong to a campaign, and how they are told in other people's formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Field, ForeignKey, GeneratedField, Model, QuerySet
from wagtail.models import Page, Site


@dataclass(frozen=True)
class Table:
    """One table, whole. `site_path` leads from a row to its site; rows keep their ids, since
    the ledger and staff name people, petitions and events by them."""

    label: str
    site_path: str = "site"
    #: Instead of `site_path`, for a table that no reference ties to a site.
    of_site: Callable[[Site], QuerySet[Any]] | None = None
    #: Columns left behind besides references to sites, staff accounts and pages.
    without: tuple[str, ...] = ()

    @property
    def model(self) -> type[Model]:
        """The model class."""
        return apps.get_model(self.label)

    def rows(self, site: Site) -> QuerySet[Any]:
        """Its rows that belong to a site."""
        if self.of_site:
            return self.of_site(site)
        return self.model._default_manager.filter(**{self.site_path: site})

    @property
    def file(self) -> str:
        """Its file in the archive: one JSON object per line."""
        return f"data/{self.label.lower()}.jsonl"

    @property
    def columns(self) -> list[Field[Any, Any]]:
        """What is written and read: every stored column that means the same elsewhere."""
        return [
            field
            for field in self.model._meta.concrete_fields
            if field.name not in self.without
            and not isinstance(field, GeneratedField)
            and not _is_of_this_install(field)
        ]

    @property
    def site_column(self) -> str | None:
        """The reference to the site that a loaded row gets, when the table has one itself."""
        names = {field.name for field in self.model._meta.concrete_fields}
        return "site" if "site" in names else None


def _is_of_this_install(field: Field[Any, Any]) -> bool:
    return isinstance(field, ForeignKey) and issubclass(
        field.related_model, (Site, get_user_model(), Page)
    )


@dataclass(frozen=True)
class Rendering:
    """A file for other software, made from the tables and never read back."""

    file: str
    chunks: Callable[[Site], Iterable[bytes]]


_tables: dict[str, Table] = {}
_renderings: dict[str, Rendering] = {}


def register(*found: Table) -> None:
    """Add tables; the same label twice counts once."""
    for table in found:
        _tables[table.label] = table


def tables() -> list[Table]:
    """All of them, each after those it refers to, whichever plugin came first."""
    graph = {
        label: {
            field.related_model._meta.label
            for field in table.columns
            if isinstance(field, ForeignKey) and field.related_model._meta.label in _tables
        }
        - {label}
        for label, table in sorted(_tables.items())
    }
    return [_tables[label] for label in TopologicalSorter(graph).static_order()]


def render(*found: Rendering) -> None:
    """Add files for other software."""
    for rendering in found:
        _renderings[rendering.file] = rendering


def renderings() -> list[Rendering]:
    """All of them."""
    return list(_renderings.values())
