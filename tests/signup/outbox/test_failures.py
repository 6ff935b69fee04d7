"""Every error of sending falls into one class, whatever its words."""

import smtplib
import socket
import ssl

import pytest
from django.core.exceptions import ImproperlyConfigured

from hustings_signup.failures import Failed, Failure, Kind, classify, enhanced
from hustings_signup.models import Supporter

PERMANENT, TRANSIENT, CONFIGURATION = Kind.PERMANENT, Kind.TRANSIENT, Kind.CONFIGURATION


def refused(code: int, words: bytes) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"lea@example.org": (code, words)})


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (refused(550, b"5.1.1 no such user"), PERMANENT, "no_such_mailbox"),
        (refused(550, b"Requested action not taken"), PERMANENT, "recipient_refused"),
        (refused(552, b"5.2.2 mailbox full"), PERMANENT, "mailbox_full"),
        (refused(554, b"5.7.1 Relay access denied"), CONFIGURATION, "relay_denied"),
        (refused(550, b"5.7.1 blocked, see our page"), PERMANENT, "refused_by_policy"),
        (refused(530, b"5.7.0 Authentication required"), CONFIGURATION, "auth"),
        (refused(451, b"4.7.1 Greylisted"), TRANSIENT, "deferred"),
        (refused(452, b"4.2.2 mailbox full"), TRANSIENT, "deferred"),
        (refused(421, b"closing"), TRANSIENT, "server_busy"),
        (smtplib.SMTPSenderRefused(553, b"not owned", "a@b.c"), CONFIGURATION, "sender_refused"),
        (smtplib.SMTPSenderRefused(451, b"later", "a@b.c"), TRANSIENT, "deferred"),
        (smtplib.SMTPSenderRefused(552, b"too big", "a@b.c"), PERMANENT, "too_large"),
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 bad"), CONFIGURATION, "auth"),
        (smtplib.SMTPAuthenticationError(454, b"4.7.0 later"), TRANSIENT, "server_busy"),
        (smtplib.SMTPDataError(550, b"5.1.1 unknown"), PERMANENT, "no_such_mailbox"),
        (smtplib.SMTPDataError(550, b"5.7.26 no SPF"), PERMANENT, "refused_by_policy"),
        (smtplib.SMTPDataError(554, b"no thanks"), PERMANENT, "message_refused"),
        (smtplib.SMTPDataError(552, b"too big"), PERMANENT, "too_large"),
        (smtplib.SMTPDataError(451, b"later"), TRANSIENT, "deferred"),
        (smtplib.SMTPConnectError(554, b"you are listed"), CONFIGURATION, "server_refused"),
        (smtplib.SMTPConnectError(421, b"busy"), TRANSIENT, "server_busy"),
        (smtplib.SMTPServerDisconnected("gone"), TRANSIENT, "connection_lost"),
        (smtplib.SMTPNotSupportedError("STARTTLS extension not supported"), CONFIGURATION, "tls"),
        (ssl.SSLCertVerificationError("expired"), CONFIGURATION, "tls"),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), CONFIGURATION, "unknown_host"),
        (socket.gaierror(socket.EAI_AGAIN, "try again"), TRANSIENT, "unreachable"),
        (ConnectionRefusedError(), TRANSIENT, "unreachable"),
        (ConnectionResetError(), TRANSIENT, "connection_lost"),
        (TimeoutError(), TRANSIENT, "timeout"),
        (ImproperlyConfigured("x"), CONFIGURATION, "settings"),
        (Supporter.DoesNotExist(), Kind.FORGOTTEN, "forgotten"),
        (ZeroDivisionError(), TRANSIENT, "ZeroDivisionError"),
        (Failed(Failure(Kind.COMPLIANCE, "cleaned")), Kind.COMPLIANCE, "cleaned"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, BaseException) else None,
)
def test_an_error_has_its_class_and_its_word(error: BaseException, kind: Kind, code: str) -> None:
    failure = classify(error)
    assert (failure.kind, failure.code) == (kind, code)


def test_what_concerns_one_mail_says_nothing_about_the_server() -> None:
    assert not classify(refused(451, b"Greylisted")).of_service
    assert not classify(refused(550, b"5.1.1 no such user")).of_service
    assert classify(TimeoutError()).of_service


def test_only_an_unknown_mailbox_is_held_against_the_address() -> None:
    assert classify(refused(550, b"5.1.1 no such user")).is_of_address
    assert not classify(refused(550, b"5.7.1 blocked")).is_of_address


def test_a_status_is_found_in_words_but_not_in_an_ip_address() -> None:
    assert enhanced("550-5.7.26 This mail is unauthenticated") == "5.7.26"
    assert enhanced("host 5.1.1.7 said no") == ""
