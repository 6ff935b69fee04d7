"""The registry of retention rules; plugins add theirs in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, QuerySet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text
    from wagtail.models import Site

Rows = QuerySet[Any]


class Basis(StrEnum):
    """Why so long (consent.md, "Say it right": never call law what is our choice)."""

    #: The law, or the words people agreed to, say until when; the number of days is ours.
    PURPOSE = "purpose"
    #: Our choice.
    CHOICE = "choice"


@dataclass(frozen=True)
class Coming:
    """An end with a date: what ends (`ref` for us, `title` for staff) and for how many."""

    ref: str
    title: str
    ends_at: datetime
    people: int


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that ends after a period.

    `due(site, at)` finds the rows whose time is over; for an `is_for_install` rule the site is
    None. `apply(rows, at)` ends them, inside one transaction per batch, and returns how many;
    it locks the people first and looks again. A rule that is not exempt from the brake must
    find supporters.
    """

    key: str
    label: str | Text
    period: str | Text
    basis: Basis
    due: Callable[[Site | None, datetime], Rows]
    apply: Callable[[Rows, datetime], int]
    is_exempt_from_brake: bool
    #: Rows per transaction: SQLite has one writer, so a batch must not last.
    batch: int = 200
    is_for_install: bool = False
    #: Ends with a date, shown to staff before; `due` then asks `plans.ripe`.
    planned: Callable[[Site, datetime], Iterable[Coming]] | None = None


Keeper = Callable[[], Exists]
_rules: dict[str, Rule] = {}
_keepers: dict[str, Keeper] = {}


def register(rule: Rule) -> None:
    """Add a rule; a second one with the same key replaces the first."""
    _rules[rule.key] = rule


def registered() -> list[Rule]:
    """All rules in the order of their registration, which is the order in which they run."""
    return list(_rules.values())


def get(key: str) -> Rule:
    """The rule; KeyError when its plugin is not installed."""
    return _rules[key]


def keep(name: str, keeper: Keeper) -> None:
    """Say whom a plugin still needs: an `Exists` over its rows, with `OuterRef("pk")` for the
    supporter. Nobody it finds goes for want of a consent."""
    _keepers[name] = keeper


def keepers() -> list[Exists]:
    """What every plugin said, ready for a filter on supporters."""
    return [keeper() for keeper in _keepers.values()]
