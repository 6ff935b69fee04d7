"""Each way a mail server can fail, on a real socket: what becomes of the mail, who got it."""

import socket
from collections.abc import Iterator

import pytest
from django.utils import timezone

from hustings_signup import outbox
from hustings_signup.models import Outbox
from tests.doubles import smtp
from tests.doubles.smtp import SmtpServer, send_by_smtp

#: stage, what the server does, the state after, the failure noted, how many mails it took.
FAULTS = [
    ("RCPT", "550 5.1.1 no such user", "dead", "no_such_mailbox", 0),
    ("RCPT", "550-5.1.1 no such user\r\n550 5.1.1 see our page", "dead", "no_such_mailbox", 0),
    ("RCPT", "552 5.2.2 mailbox full", "dead", "mailbox_full", 0),
    ("RCPT", "451 4.7.1 greylisted, come back", "retry", "deferred", 0),
    ("RCPT", "554 5.7.1 Relay access denied", "blocked", "relay_denied", 0),
    ("RCPT", "550 5.7.1 listed by a block list", "dead", "refused_by_policy", 0),
    ("RCPT", "421 4.3.2 going down", "retry", "server_busy", 0),
    ("RCPT", smtp.GARBAGE, "retry", "connection_lost", 0),
    ("RCPT", smtp.HANG, "retry", "timeout", 0),
    ("MAIL", "553 5.7.1 sender not owned by you", "blocked", "sender_refused", 0),
    ("MAIL", "451 4.3.0 later", "retry", "deferred", 0),
    ("MAIL", "530 5.7.0 Authentication required", "blocked", "auth", 0),
    ("MAIL", smtp.DROP, "retry", "connection_lost", 0),
    ("DATA", smtp.HANG, "retry", "timeout", 0),
    ("DATA", smtp.DROP, "retry", "connection_lost", 0),
    ("DATA", "451 4.3.0 later", "retry", "deferred", 0),
    ("DATA", smtp.GARBAGE, "retry", "connection_lost", 0),
    ("BODY", smtp.HANG, "retry", "timeout", 0),
    ("BODY", smtp.DROP, "retry", "connection_lost", 0),
    ("BODY", smtp.TAKE_AND_DROP, "retry", "connection_lost", 1),
    ("BODY", smtp.TAKE_AND_HANG, "retry", "timeout", 1),
    ("BODY", smtp.GARBAGE, "retry", "connection_lost", 0),
    ("BODY", "554 5.6.0 not this one", "dead", "message_refused", 0),
    ("BODY", "550-5.7.26 unauthenticated\r\n550 5.7.26 SPF", "dead", "refused_by_policy", 0),
    ("BODY", "550 5.1.1 known now: no such user", "dead", "no_such_mailbox", 0),
    ("BODY", "552 5.3.4 too big", "dead", "too_large", 0),
    ("BODY", "452 4.3.1 disk full", "retry", "deferred", 0),
    ("CONNECT", "554 5.7.1 your address is listed", "blocked", "server_refused", 0),
    ("CONNECT", "421 too many connections", "retry", "server_busy", 0),
    ("CONNECT", smtp.HANG, "retry", "timeout", 0),
    ("CONNECT", smtp.DROP, "retry", "connection_lost", 0),
]


def again(row: Outbox) -> str:
    """Send it once it is due."""
    Outbox.objects.filter(pk=row.pk).update(due_at=timezone.now())
    return outbox.send_one(row.pk)


@pytest.fixture
def quick(settings, mailroom: SmtpServer) -> Iterator[SmtpServer]:
    """A client with little patience: hanging costs a fraction of a second."""
    mailroom.use(settings, timeout=0.3)
    return mailroom


@pytest.mark.parametrize(("stage", "action", "state", "failure", "taken"), FAULTS)
def test_a_fault_has_its_end_and_the_mail_arrives_when_the_server_is_well(
    row: Outbox, quick: SmtpServer, stage, action, state, failure, taken
) -> None:
    quick.misbehave(stage, action)
    assert outbox.send_one(row.pk) == state
    row.refresh_from_db()
    assert (row.state, row.failure) == (state, failure)
    assert len(quick.received) == taken
    quick.behave()
    if state == "dead":
        assert again(row) == "", "nobody but staff tries it again"
        assert outbox.retry(row)
    assert again(row) == "done"
    assert len(quick.received) == taken + 1
    assert {letter.message_id for letter in quick.received} == {f"<{row.uuid}@example.org>"}
    row.refresh_from_db()
    assert (row.failure, row.leased_until) == ("", None)


def test_a_refused_password_is_for_staff_to_mend(row, mailroom, settings) -> None:
    mailroom.use(settings, username="campaign", password="wrong")
    mailroom.misbehave("AUTH", "535 5.7.8 Authentication credentials invalid")
    assert outbox.send_one(row.pk) == "blocked"
    row.refresh_from_db()
    assert (row.failure, row.attempts) == ("auth", 0)
    mailroom.behave()
    assert again(row) == "done"


def test_a_login_that_the_server_cannot_check_now_passes(row, mailroom, settings) -> None:
    mailroom.use(settings, username="campaign", password="right")
    mailroom.misbehave("AUTH", "454 4.7.0 Temporary authentication failure")
    assert outbox.send_one(row.pk) == "retry"


@pytest.mark.parametrize("option", ["use_tls", "use_ssl"])
def test_no_encryption_where_it_was_asked_for_is_for_staff(row, mailroom, settings, option) -> None:
    mailroom.use(settings, **{option: True})
    assert outbox.send_one(row.pk) == "blocked"
    row.refresh_from_db()
    assert row.failure == "tls"
    assert mailroom.received == []


def test_an_unknown_host_is_for_staff(row, settings) -> None:
    send_by_smtp(settings, 25, host="mail.invalid", timeout=3)
    state = outbox.send_one(row.pk)
    row.refresh_from_db()
    # A machine without a resolver says "try again".
    assert (state, row.failure) in {("blocked", "unknown_host"), ("retry", "unreachable")}


def test_nobody_listening_passes(row, settings) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        send_by_smtp(settings, closed.getsockname()[1])
        assert outbox.send_one(row.pk) == "retry"
    row.refresh_from_db()
    assert row.failure == "unreachable"


def test_one_refused_person_keeps_no_other_waiting(signup, mailroom) -> None:
    for name in ("a", "gone", "b"):
        signup.submit(f"{name}@example.org")
    mailroom.misbehave("RCPT", "550 5.1.1 no", to="gone@example.org")
    states = [outbox.send_one(row.pk) for row in Outbox.objects.order_by("pk")]
    assert states == ["done", "dead", "done"]
    assert [letter.recipients for letter in mailroom.received] == [
        ("a@example.org",),
        ("b@example.org",),
    ]
