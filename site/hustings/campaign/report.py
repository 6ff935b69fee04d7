"""What the command tells while it works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Report:
    """Collects what was made; `say` prints a line."""

    say: Callable[[str], None] = lambda line: None
    made: dict[str, int] = field(default_factory=dict)

    def count(self, what: str, number: int) -> None:
        """Note that so many were made, and say so when there are any."""
        self.made[what] = self.made.get(what, 0) + number
        if number:
            self.say(f"{what}: {number}")

    @property
    def is_empty(self) -> bool:
        """Whether everything was there already."""
        return not any(self.made.values())
