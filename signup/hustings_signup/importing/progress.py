"""How far a batch has come, outside the database: its one transaction shows nothing until it ends.

A small file beside the other files made at run time; where web and worker share no disk, the
screen says only that it is under way.
"""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from hustings_home import conf
from hustings_signup.models import ImportBatch


def _path(batch: ImportBatch) -> Path:
    folder = Path(conf.get("RUNTIME_DIR") or tempfile.gettempdir())
    return folder / f"hustings-import-{batch.uuid}"


class Progress:
    """Counts rows done; every one of them is seen `passes` times."""

    def __init__(self, batch: ImportBatch, *, passes: int) -> None:
        self.path = _path(batch)
        self.total = max(batch.rows_count * passes, 1)
        self.done = 0

    def add(self, rows: int) -> None:
        """Note that so many more are done."""
        self.done += rows
        with contextlib.suppress(OSError):
            self.path.write_text(str(min(99, self.done * 100 // self.total)))

    def end(self) -> None:
        """Nothing to show any more."""
        with contextlib.suppress(OSError):
            self.path.unlink()


def percent(batch: ImportBatch) -> int | None:
    """0 to 99, or None when nothing is known."""
    try:
        return min(99, max(0, int(_path(batch).read_text())))
    except (OSError, ValueError):
        return None
