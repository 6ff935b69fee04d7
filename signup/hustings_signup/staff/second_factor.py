"""How forms that export or erase people ask for a second factor beside the password (R17).

A project that has one tells `use()`; without it `fresh_password` asks the password alone.
"""

from __future__ import annotations

from typing import Protocol

from django.http import HttpRequest


class SecondFactor(Protocol):
    """What a project provides."""

    def is_asked(self, request: HttpRequest) -> bool:
        """Whether this user has to show it now."""

    def is_accepted(self, request: HttpRequest, code: str) -> bool:
        """Whether what was typed is it."""

    def help_text(self, request: HttpRequest) -> str:
        """Where the code comes from."""


_factor: SecondFactor | None = None


def use(factor: SecondFactor | None) -> None:
    """Ask this second factor from now on; None for none."""
    global _factor
    _factor = factor


def current() -> SecondFactor | None:
    """What `use` named."""
    return _factor
