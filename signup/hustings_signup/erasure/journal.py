"""The journal of erasures: a file outside the database, so that a restored backup forgets again.

One JSON object a line: the site's id and name, the keyed hash of the mailbox, the moment. Never
an address. An erasure that cannot be written down here is not done at all.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.utils.dateparse import parse_datetime

from hustings_home import conf
from hustings_signup.ledger import moment


@dataclass(frozen=True)
class Line:
    """One erasure; `at` as in the ledger."""

    site: int
    site_name: str
    mailbox_hash: str
    at: str

    @property
    def erased_at(self) -> datetime:
        """ValueError when the line was damaged."""
        found = parse_datetime(self.at)
        if found is None:
            raise ValueError(f"No moment: {self.at!r}")
        return found


def path() -> Path | None:
    """Where it is; None when the setting is empty."""
    configured = conf.get("ERASURE_JOURNAL")
    return Path(configured) if configured else None


def append(*, site: int, site_name: str, mailbox_hash: str, at: datetime) -> None:
    """Write one line and wait until the disk has it; OSError when it cannot."""
    file = path()
    if file is None:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    line = Line(site=site, site_name=site_name, mailbox_hash=mailbox_hash, at=moment(at))
    # One write of one short line with O_APPEND: two processes never mix theirs.
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, (json.dumps(asdict(line)) + "\n").encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def lines() -> Iterator[Line]:
    """Every erasure written down, oldest first; ValueError names a damaged line."""
    file = path()
    if file is None or not file.exists():
        return
    with file.open(encoding="utf-8") as opened:
        for number, text in enumerate(opened, start=1):
            if not text.strip():
                continue
            try:
                line = Line(**json.loads(text))
                line.erased_at  # noqa: B018 - judges the moment
            except (TypeError, ValueError) as error:
                raise ValueError(f"Line {number} of {file} is damaged.") from error
            yield line
