"""Reads what comes back: DSN (RFC 3464), ARF (RFC 5965), and the plain texts of older servers."""

from __future__ import annotations

import email
import re
from collections.abc import Iterable
from email.message import Message

from hustings_signup.bounces import Report
from hustings_signup.failures import NO_SUCH_MAILBOX, enhanced, of_status

_MESSAGE_ID = re.compile(r"^\s*message-id:\s*(<[^<>\s]{3,250}>)", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+\w")
_FINAL_REPLY = re.compile(r"\b5[05]\d[ -]")
#: Types of feedback that say: the reader did not want this mail.
COMPLAINTS = {"abuse", "fraud", "virus"}


def parse(content: bytes) -> Report | None:
    """The report in a mail; None when it is none that we understand."""
    message = email.message_from_bytes(content)
    parts = list(message.walk())
    message_id = _original_id(parts, own=message)
    if feedback := _first(parts, "message/feedback-report"):
        return _of_feedback(feedback, message_id)
    if status := _first(parts, "message/delivery-status"):
        return _of_status_part(status, message_id)
    return _of_text(message, parts, message_id)


def _first(parts: Iterable[Message], kind: str) -> Message | None:
    return next((part for part in parts if part.get_content_type() == kind), None)


def _original_id(parts: list[Message], *, own: Message) -> str:
    """The Message-ID of the mail that is returned: in its headers, whole or alone."""
    for part in parts:
        if part.get_content_type() == "message/rfc822":
            for inner in _inner(part):
                if header := inner.get("Message-ID"):
                    return str(header).strip()
        if part.get_content_type() == "text/rfc822-headers" and (
            found := _MESSAGE_ID.search(_text(part))
        ):
            return found.group(1)
    for part in parts:  # quoted in the text, as older servers do
        if part.get_content_maintype() == "text" and (found := _MESSAGE_ID.search(_text(part))):
            return found.group(1)
    return ""


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return (
        [item for item in payload if isinstance(item, Message)] if isinstance(payload, list) else []
    )


def _of_feedback(part: Message, message_id: str) -> Report | None:
    fields = [*_inner(part), part]
    kind = next((str(f["Feedback-Type"]) for f in fields if f["Feedback-Type"]), "")
    if not kind or not message_id:
        return None
    return Report("complaint" if kind.strip().lower() in COMPLAINTS else "", message_id)


def _of_status_part(part: Message, message_id: str) -> Report | None:
    """Our mails have one recipient each: the first group that names an action is theirs."""
    for group in _inner(part):
        action = str(group.get("Action", "")).strip().lower()
        if not action or not message_id:
            continue
        status = _best_status(group)
        named = " ".join(
            str(group.get(name, "")) for name in ("Final-Recipient", "Original-Recipient")
        )
        recipients = frozenset(address.lower() for address in _ADDRESS.findall(named))
        kind = kind_of(status) if action == "failed" else ""
        return Report(kind, message_id, status, recipients)
    return None


def _best_status(group: Message) -> str:
    """The status field, or what the other server said when the field is vague (5.0.0)."""
    status = enhanced(str(group.get("Status", "")))
    told = enhanced(str(group.get("Diagnostic-Code", "")))
    return told if told and (not status or status.endswith(".0.0")) else status


def kind_of(status: str) -> str:
    """Only a mailbox that is certainly not there is hard; anything else may be over tomorrow."""
    return "hard" if status[:1] == "5" and of_status(status) == NO_SUCH_MAILBOX else "soft"


def _of_text(message: Message, parts: list[Message], message_id: str) -> Report | None:
    """From a mailer's own address, with a final reply in it and our mail quoted."""
    sender = str(message.get("From", "")).lower()
    if not message_id or not re.search(r"mailer-daemon|postmaster", sender):
        return None
    words = "\n".join(_text(part) for part in parts if part.get_content_maintype() == "text")
    status = enhanced(words)
    if status[:1] == "5" or _FINAL_REPLY.search(words):
        return Report(kind_of(status), message_id, status)
    return None


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
