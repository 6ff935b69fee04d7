"""Reads the environment once and reports everything that is missing or wrong together."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured

from hustings.settings import parsers
from hustings.settings.database import parse_database

T = TypeVar("T")


class IncompleteEnvironment(ImproperlyConfigured):
    """The message lists everything that is missing or wrong."""


class Environment:
    """Collects values and problems; `finish()` raises one error that lists every problem.

    In production a value left as .env.example has it is a problem too.
    """

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = dict(os.environ if values is None else values)
        self.is_production = (self.values.get("HUSTINGS_ENV") or "production") == "production"
        self.problems: list[str] = []

    def problem(self, text: str) -> None:
        """Add a problem to the list."""
        self.problems.append(text)

    def text(self, name: str, default: str | None = None) -> str:
        """The value as text; without a default an absent one is a problem."""
        value = self.values.get(name, "").strip()
        if value:
            if self.is_production and parsers.is_placeholder(value):
                self.problem(f"{name} still has the example's value.")
            return value
        if default is None:
            self.problem(f"{name} is missing.")
            return ""
        return default

    def parsed(self, name: str, default: str | None, parse: Callable[[str], T], empty: T) -> T:
        """The value through `parse`; a ValueError becomes a problem and gives `empty`."""
        raw = self.text(name, default)
        if not raw:
            return empty
        try:
            return parse(raw)
        except ValueError as error:
            self.problem(f"{name} is wrong: {error}")
            return empty

    def number(
        self, name: str, default: int, *, least: int | None = None, most: int | None = None
    ) -> int:
        """A whole number, within bounds when they are given."""
        return self.parsed(
            name, str(default), lambda raw: parsers.number(raw, least, most), default
        )

    def flag(self, name: str, default: bool) -> bool:
        """yes/no, true/false, on/off or 1/0."""
        return self.parsed(name, "yes" if default else "no", parsers.flag, default)

    def words(self, name: str, default: str | None = None) -> list[str]:
        """A comma-separated list."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def choice(self, name: str, default: str, known: Sequence[str]) -> str:
        """One of the known words."""
        return self.parsed(name, default, lambda raw: parsers.choice(raw, known), default)

    def zone(self, name: str, default: str) -> str:
        """A time zone such as Europe/Paris."""
        return self.parsed(name, default, parsers.zone, default)

    def hosts(self, name: str) -> list[str]:
        """Host names we answer to; in production none may stand for every host."""
        hosts = self.words(name)
        if self.is_production and "*" in hosts:
            self.problem(f"{name} is wrong: * would answer to any name; list yours.")
        return hosts

    def web_address(self, name: str) -> str:
        """Where the site is reached, without a slash at the end; https in production."""
        return self.parsed(
            name, None, lambda raw: parsers.web_address(raw, only_https=self.is_production), ""
        )

    def mailbox(self, name: str) -> str:
        """An address mails come from, with or without a name before it."""
        return self.parsed(name, None, parsers.mailbox, "")

    def database(self, name: str) -> dict[str, Any]:
        """Django's settings of the database at that address."""
        return self.parsed(name, None, parse_database, parse_database("sqlite://:memory:"))

    def secret(self, name: str, default: str | None = None) -> str:
        """A secret of at least 32 characters that is not a placeholder; "" may be a default."""
        return self.parsed(name, default, parsers.secret, "")

    def numbered_keys(self, name: str) -> dict[int, bytes]:
        """Keys written `1:secret,2:secret`; the highest number signs, the others still verify."""
        return self.parsed(name, None, parsers.numbered_keys, {})

    def seed(self, name: str) -> bytes:
        """32 bytes written as 64 hexadecimal digits."""
        return self.parsed(name, None, parsers.seed, b"")

    def keys_by_host(self, name: str, default: str) -> dict[str, str]:
        """One key for every site, or `host=key,host=key`; none is none."""
        return self.parsed(name, default, parsers.keys_by_host, {})

    def imap_address(self, name: str, default: str) -> str:
        """`imaps://user:password@host/folder`, or nothing."""
        return self.parsed(name, default, parsers.imap_address, "")

    def finish(self) -> None:
        """Raise ImproperlyConfigured that names every problem, if there is any."""
        if self.problems:
            listing = "\n".join(f"  - {problem}" for problem in self.problems)
            raise IncompleteEnvironment(
                f"Hustings cannot start, the environment is incomplete:\n{listing}\n"
                "See docs/settings.md for every setting."
            )
