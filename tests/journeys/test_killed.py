"""Whatever is killed, whatever was acknowledged is there: row, ledger record and mail."""

from __future__ import annotations

import http.client
import os
import re
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.journeys.conftest import Demo

pytestmark = pytest.mark.browser

SENDERS = 4
EACH = 30


def processes() -> Iterator[tuple[int, int, str]]:
    """(id, parent, command line) of every process."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, ValueError, IndexError):
            continue  # it ended meanwhile
        yield int(folder.name), parent, command


def of(demo: Demo, words: str) -> list[int]:
    """Our own processes, and only ours, whose command line holds these words."""
    found = list(processes())
    mine = {demo.process.pid}
    for _generation in range(4):
        mine |= {pid for pid, parent, _command in found if parent in mine}
    return [pid for pid, _parent, command in found if pid in mine and words in command]


def kill(demo: Demo, words: str) -> bool:
    """`kill -9` of the youngest such process: of gunicorn that is one that answers visitors."""
    found = sorted(of(demo, words))
    if not found:
        return False
    os.kill(found[-1], signal.SIGKILL)
    return True


def form_of(demo: Demo) -> tuple[str, dict[str, str]]:
    """Where the sign-up form goes, and what it hides."""
    page = demo.get("/fr/agir/")
    form = re.search(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert form is not None
    hidden = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', form[2])
    return form[1], dict(hidden)


def post(demo: Demo, path: str, values: dict[str, str]) -> int:
    """The status of the answer; 0 when none came."""
    address = urlsplit(demo.url)
    with closing(http.client.HTTPConnection(address.hostname, address.port, timeout=60)) as link:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        }
        try:
            link.request("POST", path, urlencode(values), headers)
            return link.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0


def rows(demo: Demo, query: str) -> list[tuple]:
    database = f"file:{demo.var_dir / 'demo.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(database, uri=True, timeout=30)) as connection:
        return connection.execute(query).fetchall()


def test_r2_what_was_acknowledged_is_there_whatever_was_killed(demo: Demo) -> None:
    path, hidden = form_of(demo)
    acknowledged: list[str] = []
    refused: list[int] = []

    def send(number: int) -> None:
        for turn in range(EACH):
            email = f"killed-{number}-{turn}@example.org"
            status = post(demo, path, {**hidden, "email": email, "given_name": "Ada"})
            if status in (302, 303):
                acknowledged.append(email)
            else:
                refused.append(status)

    senders = [threading.Thread(target=send, args=(number,)) for number in range(SENDERS)]
    for sender in senders:
        sender.start()
    kills = 0
    while any(sender.is_alive() for sender in senders):
        time.sleep(0.7)
        kills += kill(demo, "gunicorn")
        if kills == 2:
            kills += kill(demo, "db_worker") + kill(demo, "tick --loop")
    for sender in senders:
        sender.join()
    assert kills >= 3, "nothing was killed: this test proves nothing"
    assert acknowledged
    assert set(refused) <= {0, 502, 503}
    demo.until(lambda: demo.get("/healthz"), seconds=60)

    told = rows(
        demo,
        """
        SELECT p.email_canonical, s.uuid, s.held_reason,
               (SELECT count(*) FROM hustings_signup_consentrecord r WHERE r.submission = s.uuid),
               (SELECT count(*) FROM hustings_signup_outbox o WHERE o.submission_id = s.id)
        FROM hustings_signup_submission s
        JOIN hustings_signup_supporter p ON p.id = s.supporter_id
        WHERE p.email_canonical LIKE 'killed-%'
        """,
    )
    known = {email for email, *_rest in told}
    assert set(acknowledged) <= known
    # No row without its records, not even of a request that got no answer.
    assert [row for row in told if row[3] == 0] == []
    # One mail each, except for what is held for staff.
    assert [row for row in told if row[4] != (0 if row[2] else 1)] == []
