"""Reads the mailbox that returned mails arrive in: run by `tick`, off unless it is configured."""

from __future__ import annotations

import contextlib
import imaplib
import logging
import re
import ssl
import time
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.utils import timezone

from hustings_home import conf
from hustings_signup import failures
from hustings_signup.bounces import apply, parsing
from hustings_signup.models import ReportReading

logger = logging.getLogger(__name__)

NAME = "reports"
PATIENCE = 10.0
#: Seconds and mails of one round: `tick` has other work.
ROUND_SECONDS = 20.0
ROUND_MAILS = 100
MAX_BYTES = 2_000_000
# Looked at by nobody yet: neither done with nor left for a human being.
NEW = "UNDELETED UNFLAGGED"


def read_reports() -> int:
    """Do what the new reports ask for; how many were understood.

    One that is understood is deleted: it holds personal data. Any other stays, flagged, and is
    counted; nothing is deleted unseen. Killed in between, the same report is read again, which
    changes nothing.
    """
    address = conf.get("BOUNCE_MAILBOX")
    if not address:
        return 0
    row, _made = ReportReading.objects.get_or_create(name=NAME)
    understood = 0
    try:
        with _mailbox(address) as box:
            understood = _read(box)
            row.left = len(_search(box, "UNDELETED FLAGGED"))
        row.failure = ""
        row.read_at = timezone.now()
    except (OSError, imaplib.IMAP4.error) as error:
        row.failure = _failure(error)
        logger.warning("The mailbox of returned mails was not read: %s", row.failure)
    row.understood += understood
    row.save()
    return understood


def _failure(error: Exception) -> str:
    return failures.classify(error).code if isinstance(error, OSError) else "imap_refused"


@contextlib.contextmanager
def _mailbox(address: str) -> Iterator[imaplib.IMAP4]:
    """`imaps://user:password@host/folder`; plain `imap://` is for a server on this machine."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "imaps":
        context = ssl.create_default_context()
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            host, parts.port or 993, ssl_context=context, timeout=PATIENCE
        )
    else:
        box = imaplib.IMAP4(host, parts.port or 143, timeout=PATIENCE)
    try:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        kind, _data = box.select('"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"')
        if kind != "OK":
            raise imaplib.IMAP4.error("no such folder")
        yield box
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            box.logout()


def _read(box: imaplib.IMAP4) -> int:
    end = time.monotonic() + ROUND_SECONDS
    done = 0
    for uid in _search(box, NEW)[:ROUND_MAILS]:
        if time.monotonic() > end:
            break
        content = _fetch(box, uid)
        report = parsing.parse(content) if content else None
        if report is not None and apply(report):
            box.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen \Deleted)")
            if "UIDPLUS" in box.capabilities:  # else it would expunge what others deleted too
                box.uid("EXPUNGE", uid)
            done += 1
        else:
            box.uid("STORE", uid, "+FLAGS.SILENT", r"(\Flagged)")
    return done


def _search(box: imaplib.IMAP4, criteria: str) -> list[str]:
    kind, data = box.uid("SEARCH", criteria)
    return data[0].decode().split() if kind == "OK" and data and data[0] else []


def _fetch(box: imaplib.IMAP4, uid: str) -> bytes:
    """The mail; empty when it is too large to be a report. Reading it does not mark it read."""
    _kind, data = box.uid("FETCH", uid, "(RFC822.SIZE)")
    size = re.search(
        rb"RFC822\.SIZE (\d+)", b" ".join(item for item in data if isinstance(item, bytes))
    )
    if size is None or int(size.group(1)) > MAX_BYTES:
        return b""
    _kind, data = box.uid("FETCH", uid, "(BODY.PEEK[])")
    return next((item[1] for item in data if isinstance(item, tuple)), b"")
