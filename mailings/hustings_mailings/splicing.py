"""One message for many: its fixed parts are encoded once, and what is one person's is put between.

Quoted-printable is encoded piece by piece. A soft line break ("=" at the end of a line, RFC 2045,
6.7) stands before and after each gap, so that whatever is put there begins a line of its own and
leaves no trace in what is read.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr
from html import escape
from uuid import UUID

from hustings_mailings import placeholders
from hustings_signup.mails import one_line

BREAK = b"\r\n"
SOFT = b"=\r\n"
_GAP = re.compile("(" + "|".join(map(re.escape, placeholders.ALL)) + ")")
#: Never in a body: quoted-printable would write "=" as "=3D".
_BOUNDARY = "=_hustings_%s"


@dataclass(frozen=True)
class Words:
    """The parts of a message before they are one person's; texts hold placeholders."""

    sender: str
    sender_address: str
    reply_to: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class OnePerson:
    """What is one person's. `why` is plain text."""

    uuid: UUID
    address: str
    why: str
    stop_url: str
    my_data_url: str


class Template:
    """A message to be spliced. ValueError when the sender's address is none."""

    def __init__(self, words: Words, *, source: str) -> None:
        self._host = words.sender_address.rpartition("@")[2]
        sender, subject = one_line(words.sender), one_line(words.subject)
        if not self._host:
            raise ValueError("The sender needs an address.")
        head = [
            f"From: {_address(sender, words.sender_address)}",
            f"Subject: {_header(subject)}",
            "MIME-Version: 1.0",
            "Auto-Submitted: auto-generated",
            "Precedence: bulk",
        ]
        # An address that only some servers could answer to is left out (RFC 6531).
        if words.reply_to.isascii() and words.reply_to:
            head.insert(1, f"Reply-To: {one_line(words.reply_to)}")
        self._head = BREAK.join(line.encode("ascii") for line in head) + BREAK
        fixed = {placeholders.SOURCE: source}
        self._text = list(_pieces(words.text, fixed))
        self._html = list(_pieces(words.html, fixed))

    def splice(self, person: OnePerson, *, at: datetime) -> bytes:
        """The whole message to one person, as SMTP wants it: ASCII, lines ended by CRLF."""
        boundary = (_BOUNDARY % person.uuid.hex).encode()
        mine = {
            placeholders.WHY: person.why,
            placeholders.STOP_URL: person.stop_url,
            placeholders.MY_DATA_URL: person.my_data_url,
        }
        head = [
            f"To: {person.address}",
            f"Date: {format_datetime(at)}",
            f"Message-ID: {message_id(person.uuid, self._host)}",
            f"List-Unsubscribe: <{person.stop_url}>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            f'Content-Type: multipart/alternative; boundary="{boundary.decode()}"',
        ]
        return b"".join(
            (
                self._head,
                BREAK.join(line.encode("ascii") for line in head),
                BREAK * 2,
                *_part(boundary, b"plain", self._text, mine),
                *_part(boundary, b"html", self._html, {k: escape(v) for k, v in mine.items()}),
                b"--" + boundary + b"--" + BREAK,
            )
        )


def message_id(uuid: UUID, host: str) -> str:
    """The same at every attempt, and what a bounce is recognised by."""
    return f"<{uuid}@{host}>"


def _part(
    boundary: bytes, kind: bytes, pieces: Sequence[bytes | str], mine: Mapping[str, str]
) -> Iterator[bytes]:
    yield b"--" + boundary + BREAK
    yield b"Content-Type: text/" + kind + b"; charset=utf-8" + BREAK
    yield b"Content-Transfer-Encoding: quoted-printable" + BREAK * 2
    for piece in pieces:
        yield piece if isinstance(piece, bytes) else SOFT + _encoded(mine[piece]) + SOFT
    yield BREAK


def _pieces(text: str, fixed: Mapping[str, str]) -> Iterator[bytes | str]:
    """Encoded texts, and the names of the gaps between them."""
    for name, value in fixed.items():
        text = text.replace(name, value)
    for number, piece in enumerate(_GAP.split(text)):
        if number % 2:
            yield piece
        elif piece:
            yield _encoded(piece)


def _encoded(text: str) -> bytes:
    """Quoted-printable with CRLF; a line of its own never ends in a space, nor begins with a dot
    that SMTP would double."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").encode()
    return quopri.encodestring(lines).replace(b"\n", BREAK)


def _header(text: str) -> str:
    return Header(text, "utf-8" if not text.isascii() else "us-ascii").encode(linesep="\r\n")


def _address(name: str, address: str) -> str:
    """RFC 5322, folded nowhere inside the address."""
    return formataddr((name, address), "utf-8")
