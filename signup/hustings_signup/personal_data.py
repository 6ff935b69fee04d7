"""What every plugin holds about a person: shown to them, downloaded, moved, erased.

Whoever adds a table with personal data registers a `Holding` for it in `AppConfig.ready()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.functional import Promise

if TYPE_CHECKING:
    from hustings_signup.models import Supporter


@dataclass(frozen=True)
class Fact:
    """One value. `label` is translated already; `value` is plain JSON or a datetime.

    `shown`: what a person reads instead of the value; "" leaves it to the machine's file.
    """

    key: str
    label: str
    value: object
    shown: str | None = None


def day_fact(key: str, label: str, day: date | None) -> Fact:
    """A day: ISO for machines, as the language writes it for people."""
    return Fact(key, label, day.isoformat() if day else "", formats.date_format(day) if day else "")


@dataclass(frozen=True)
class Held:
    """One item, for example one signature. `links`: (label, path) where its owner changes it.

    `at`: when it came about, told beside the title where many have the same one.
    """

    title: str
    facts: list[Fact]
    links: list[tuple[str, str]] = field(default_factory=list)
    at: datetime | None = None


def _move_nothing(kept: Supporter, gone: Supporter) -> None:
    """For what is derived from something else that moves."""


@dataclass(frozen=True)
class Holding:
    """One kind of thing a plugin keeps about people.

    `held` answers in the language active now. `erase` runs inside the erasing transaction,
    before the supporter's row goes; what is left to the row's CASCADE needs nothing there.
    `merge(kept, gone)` moves rows inside the merging transaction (consent.md R11).
    """

    key: str
    label: str | Promise
    held: Callable[[Supporter], Iterable[Held]]
    erase: Callable[[Supporter, datetime], None]
    merge: Callable[[Supporter, Supporter], None] = _move_nothing


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Add a holding; a second one with the same key replaces the first."""
    _holdings[holding.key] = holding


def registered() -> list[Holding]:
    """All holdings in the order of their registration."""
    return list(_holdings.values())
