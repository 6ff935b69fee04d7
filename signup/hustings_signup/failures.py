"""Why something was not sent: every error falls into one class, which decides what follows.

The code of a failure is a short word fit for the log and the database: never an address, never
a server's free text.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ImproperlyConfigured, ObjectDoesNotExist


class Kind(StrEnum):
    """TRANSIENT passes by itself; CONFIGURATION needs staff and holds nobody's mail against
    them; PERMANENT is final for this mail to this person; COMPLIANCE may not be sent;
    FORGOTTEN has nobody left to send to."""

    TRANSIENT = "transient"
    CONFIGURATION = "configuration"
    PERMANENT = "permanent"
    COMPLIANCE = "compliance"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True)
class Failure:
    """A class and a word. `of_service`: the outside service as a whole fails, not this one
    mail, so that many in a row open its circuit."""

    kind: Kind
    code: str
    of_service: bool = False

    @property
    def is_answer(self) -> bool:
        """Whether the service judged this one mail, and so works."""
        return self.kind is Kind.PERMANENT or self.code == "deferred"

    @property
    def is_of_recipient(self) -> bool:
        """Whether the mailbox or its service refused, as against this mail's words or size."""
        return self.code in {"no_such_mailbox", "recipient_refused", "mailbox_full"}

    @property
    def is_of_address(self) -> bool:
        """Whether the mailbox is said to be gone: in a status, as bare words may mean anything."""
        return self.code == "no_such_mailbox"


class Failed(Exception):
    """Raised by a sender that has judged its own failure."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


Classifier = Callable[[BaseException], Failure | None]
_classifiers: list[Classifier] = []

NO_GROUND = Failure(Kind.COMPLIANCE, "no_ground")
NO_WAY_OUT = Failure(Kind.COMPLIANCE, "no_way_to_stop")
FORGOTTEN = Failure(Kind.FORGOTTEN, "forgotten")
TIMEOUT = Failure(Kind.TRANSIENT, "timeout", of_service=True)
UNREACHABLE = Failure(Kind.TRANSIENT, "unreachable", of_service=True)
LOST = Failure(Kind.TRANSIENT, "connection_lost", of_service=True)
BUSY = Failure(Kind.TRANSIENT, "server_busy", of_service=True)
DEFERRED = Failure(Kind.TRANSIENT, "deferred")
UNKNOWN_HOST = Failure(Kind.CONFIGURATION, "unknown_host", of_service=True)
TLS = Failure(Kind.CONFIGURATION, "tls", of_service=True)
AUTH = Failure(Kind.CONFIGURATION, "auth", of_service=True)
SENDER_REFUSED = Failure(Kind.CONFIGURATION, "sender_refused", of_service=True)
SERVER_REFUSED = Failure(Kind.CONFIGURATION, "server_refused", of_service=True)
RELAY_DENIED = Failure(Kind.CONFIGURATION, "relay_denied", of_service=True)
SETTINGS = Failure(Kind.CONFIGURATION, "settings")
NO_SUCH_MAILBOX = Failure(Kind.PERMANENT, "no_such_mailbox")
MAILBOX_FULL = Failure(Kind.PERMANENT, "mailbox_full")
RECIPIENT_REFUSED = Failure(Kind.PERMANENT, "recipient_refused")
POLICY = Failure(Kind.PERMANENT, "refused_by_policy")
MESSAGE_REFUSED = Failure(Kind.PERMANENT, "message_refused")
TOO_LARGE = Failure(Kind.PERMANENT, "too_large")


def register(classifier: Classifier) -> None:
    """Let a plugin judge the errors of its own library first; it answers None for others."""
    if classifier not in _classifiers:
        _classifiers.append(classifier)


def classify(error: BaseException) -> Failure:
    """The class of an error that sending raised; anything unknown counts as passing, with the
    name of the exception as its code."""
    if isinstance(error, Failed):
        return error.failure
    for classifier in _classifiers:
        if (failure := classifier(error)) is not None:
            return failure
    if isinstance(error, smtplib.SMTPException):
        return _of_smtp(error)
    if isinstance(error, OSError) and (failure := _of_network(error)):
        return failure
    if isinstance(error, ImproperlyConfigured):
        return SETTINGS
    if isinstance(error, ObjectDoesNotExist):
        return FORGOTTEN
    return Failure(Kind.TRANSIENT, type(error).__name__[:60])


def _of_network(error: OSError) -> Failure | None:
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return LOST
    if isinstance(error, ssl.SSLError):
        return TLS
    if isinstance(error, TimeoutError):
        return TIMEOUT
    if isinstance(error, socket.gaierror):
        return UNREACHABLE if error.errno == socket.EAI_AGAIN else UNKNOWN_HOST
    if isinstance(error, ConnectionRefusedError):
        return UNREACHABLE
    if isinstance(error, ConnectionError):
        return LOST
    return UNREACHABLE if type(error) is OSError else None


def _of_smtp(error: smtplib.SMTPException) -> Failure:
    if isinstance(error, smtplib.SMTPServerDisconnected):
        # smtplib says so too when it lost patience.
        return TIMEOUT if isinstance(error.__context__, TimeoutError) else LOST
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return TLS if "STARTTLS" in str(error) else AUTH
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _of_recipients(error)
    if isinstance(error, smtplib.SMTPResponseException):
        return _of_reply(error)
    return LOST


def _of_recipients(error: smtplib.SMTPRecipientsRefused) -> Failure:
    """One mail has one recipient, so one reply."""
    code, text = next(iter(error.recipients.values()), (450, b""))
    words = _words(text)
    if code < 200:  # no reply at all: garbage
        return LOST
    if code == 421:
        return BUSY
    if code < 500:
        return DEFERRED
    status = enhanced(words)
    if "relay" in words.lower():
        return RELAY_DENIED
    if code == 530:
        return AUTH
    return of_status(status) or RECIPIENT_REFUSED


def _of_reply(error: smtplib.SMTPResponseException) -> Failure:
    code, words = error.smtp_code, _words(error.smtp_error)
    if code < 0:
        return LOST
    if not 500 <= code < 600:
        # 4xx, or garbage where a reply should stand: greylisting at MAIL FROM looks the same.
        return BUSY if code == 421 or isinstance(error, _OF_SESSION) else DEFERRED
    if isinstance(error, smtplib.SMTPAuthenticationError) or code in (530, 534, 535):
        return AUTH
    if isinstance(error, smtplib.SMTPSenderRefused):
        return TOO_LARGE if code == 552 else SENDER_REFUSED
    if isinstance(error, smtplib.SMTPDataError):
        if code == 552 and not enhanced(words):
            return TOO_LARGE
        return of_status(enhanced(words)) or MESSAGE_REFUSED
    return SERVER_REFUSED


_OF_SESSION = (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)


def of_status(status: str) -> Failure | None:
    """What an enhanced status code (RFC 3463) of a final refusal means; None when it says
    nothing certain."""
    _class, _dot, detail = status.partition(".")
    if detail in {"1.1", "1.2", "1.3", "1.6", "1.10", "2.1"}:
        return NO_SUCH_MAILBOX
    if detail == "2.2":
        return MAILBOX_FULL
    if detail in {"2.3", "3.4"}:
        return TOO_LARGE
    if detail in {"1.7", "1.8"}:
        return SENDER_REFUSED
    if detail.startswith("7."):
        return POLICY
    return MESSAGE_REFUSED if detail.startswith(("3.", "6.")) else None


def enhanced(words: str) -> str:
    """The enhanced status code in a reply or a report ("5.1.1"); "" when there is none."""
    found = re.search(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])", words)
    return found.group(1) if found else ""


def _words(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
