"""Reads the files the catcher wrote: the mails of the demonstration, newest first."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from django.conf import settings

NAME = re.compile(r"[0-9]{20}-[0-9a-f]{8}")


@dataclass(frozen=True)
class StoredMail:
    """One caught mail, its parts decoded."""

    id: str
    to: str
    sender: str
    subject: str
    date: str
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    html: str = ""
    attachments: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """What `/mailbox/messages.json` shows."""
        values = asdict(self)
        values["from"] = values.pop("sender")
        return values


def folder() -> Path:
    """Where the catcher writes."""
    return Path(settings.VAR_DIR) / "mailbox"


def newest_first() -> Iterator[StoredMail]:
    """Every mail that is there."""
    for path in sorted(folder().glob("*.eml"), reverse=True):
        if NAME.fullmatch(path.stem):
            try:
                yield read(path)
            except FileNotFoundError:  # thrown away by the catcher since the listing
                continue


def find(mail_id: str) -> StoredMail | None:
    """The mail of that name, or None."""
    path = folder() / f"{mail_id}.eml"
    return read(path) if NAME.fullmatch(mail_id) and path.is_file() else None


def read(path: Path) -> StoredMail:
    """Parse one file."""
    message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(path.read_bytes())
    headers: dict[str, str] = {}
    for name, folded in message.items():
        value = str(folded).strip()  # a long one may begin on its second line
        headers[name] = f"{headers[name]}\n{value}" if name in headers else value
    envelope_to = headers.pop("X-Envelope-To", "")
    addresses = [address for _, address in getaddresses([headers.get("To", "")]) if address]
    return StoredMail(
        id=path.stem,
        to=", ".join(addresses) or envelope_to,
        sender=headers.get("From", ""),
        subject=headers.get("Subject", ""),
        date=headers.get("Date", ""),
        headers=headers,
        text=body(message, "plain"),
        html=body(message, "html"),
        attachments=[part.get_filename() or part.get_content_type() for part in attached(message)],
    )


def body(message: EmailMessage, subtype: str) -> str:
    """The decoded text of one alternative, empty when the mail has none."""
    part = message.get_body(preferencelist=(subtype,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeDecodeError):  # an unknown or lying charset
        return bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace")


def attached(message: EmailMessage) -> list[EmailMessage]:
    """The parts a reader would list as attachments."""
    return [part for part in message.iter_attachments() if isinstance(part, EmailMessage)]
