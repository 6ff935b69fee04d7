"""Reads the environment once and reports everything that is missing or wrong together."""

import os
from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")
PLACEHOLDERS = ("change-me", "changeme", "secret", "insecure", "example")
MIN_SECRET_LENGTH = 32


class Environment:
    """Collects values and problems; `finish()` raises one error that lists every problem."""

    def __init__(self, values: dict[str, str] | None = None) -> None:
        self.values = dict(os.environ) if values is None else values
        self.problems: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        """The value as text; without a default an absent one is a problem."""
        value = self.values.get(name, "").strip()
        if value:
            return value
        if default is None:
            self.problems.append(f"{name} is missing.")
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
            self.problems.append(f"{name} is wrong: {error}")
            return empty

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        return self.parsed(name, str(default), int, default)

    def flag(self, name: str, default: bool) -> bool:
        """yes/no, true/false, on/off or 1/0."""
        return self.parsed(name, "yes" if default else "no", parse_flag, default)

    def words(self, name: str, default: str | None = None) -> list[str]:
        """A comma-separated list."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def secret(self, name: str) -> str:
        """A secret of at least 32 characters that is not a placeholder."""
        return self.parsed(name, None, parse_secret, "")

    def numbered_keys(self, name: str) -> dict[int, bytes]:
        """Keys written `1:secret,2:secret`; the highest number signs, the others still verify."""
        return self.parsed(name, None, parse_numbered_keys, {})

    def finish(self) -> None:
        """Raise ImproperlyConfigured that names every problem, if there is any."""
        if self.problems:
            listing = "\n".join(f"  - {problem}" for problem in self.problems)
            raise ImproperlyConfigured(
                f"Hustings cannot start, the environment is incomplete:\n{listing}\n"
                "See docs/settings.md for every setting."
            )


def parse_flag(raw: str) -> bool:
    """True or False; ValueError for any other word."""
    word = raw.lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off"}:
        return False
    raise ValueError(f"{raw!r} is neither yes nor no.")


def parse_secret(raw: str) -> str:
    """The secret; ValueError when short or a placeholder (its value is never in the message)."""
    if len(raw) < MIN_SECRET_LENGTH:
        raise ValueError(f"it needs at least {MIN_SECRET_LENGTH} characters.")
    if any(word in raw.lower() for word in PLACEHOLDERS):
        raise ValueError("it is a placeholder; make one with `openssl rand -hex 32`.")
    return raw


def parse_numbered_keys(raw: str) -> dict[int, bytes]:
    """`{number: key}`; ValueError when an entry lacks its number or its secret is weak."""
    keys: dict[int, bytes] = {}
    for entry in raw.split(","):
        number, separator, secret = entry.strip().partition(":")
        if not separator or not number.isdigit():
            raise ValueError("write numbered keys as 1:secret,2:secret.")
        if int(number) in keys:
            raise ValueError(f"key number {number} stands twice.")
        keys[int(number)] = parse_secret(secret).encode()
    return keys
