"""The mailbox of returned mails, read from a real IMAP server on a socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from hustings.settings import parsers
from hustings_signup import services
from hustings_signup.bounces import reading
from hustings_signup.models import Outbox, ReportReading, Supporter
from tests.doubles.imap import ImapServer
from tests.signup.bounces import samples


@pytest.fixture
def mailbox(settings) -> Iterator[ImapServer]:
    with ImapServer() as server:
        settings.HUSTINGS = settings.HUSTINGS | {"BOUNCE_MAILBOX": server.address}
        yield server


@pytest.fixture
def sent(signup) -> str:
    services.confirm(submission=signup.submit())
    Outbox.objects.update(attempts=1, state="done", finished_at=timezone.now())
    return f"<{Outbox.objects.get(kind='confirmed').uuid}@example.org>"


def state() -> str:
    return Supporter.objects.get().subscriptions.get().state


def test_off_unless_it_is_set(db) -> None:
    assert reading.read_reports() == 0
    assert not ReportReading.objects.exists()


def test_what_is_understood_is_done_and_deleted(sent, mailbox) -> None:
    mailbox.deliver(samples.postfix(sent))
    assert reading.read_reports() == 1
    assert state() == "bounced"
    assert mailbox.mails == []


def test_what_is_not_stays_is_counted_and_is_not_read_again(sent, mailbox) -> None:
    strange = mailbox.deliver(samples.answer())
    foreign = mailbox.deliver(samples.postfix("<1@elsewhere.example>"))
    mailbox.deliver(samples.complaint(sent))
    assert reading.read_reports() == 1
    assert mailbox.mails == [strange, foreign]
    assert strange.flags == {"\\Flagged"}
    assert reading.read_reports() == 0
    row = ReportReading.objects.get()
    assert (row.understood, row.left, row.failure) == (1, 2, "")
    assert state() == "withdrawn"


def test_staff_see_what_was_not_understood(sent, mailbox, client, staff) -> None:
    mailbox.deliver(samples.answer())
    reading.read_reports()
    client.force_login(staff)
    page = client.get("/admin/mails/").content.decode()
    assert "1 n’a pas été compris" in page


def test_one_that_a_human_being_has_read_is_read_all_the_same(sent, mailbox) -> None:
    mailbox.deliver(samples.postfix(sent), "\\Seen")
    assert reading.read_reports() == 1


def test_a_mail_too_large_to_be_a_report_stays(sent, mailbox) -> None:
    mailbox.deliver(samples.postfix(sent) + b"x" * reading.MAX_BYTES)
    assert reading.read_reports() == 0
    assert len(mailbox.mails) == 1


def test_where_one_mail_cannot_be_expunged_alone_it_is_only_marked(sent, mailbox) -> None:
    mailbox.has_uidplus = False
    mail = mailbox.deliver(samples.postfix(sent))
    assert reading.read_reports() == 1
    assert mail.flags == {"\\Seen", "\\Deleted"}
    assert reading.read_reports() == 0


def test_a_wrong_password_and_a_silent_server_are_noted(sent, mailbox, monkeypatch) -> None:
    mailbox.password = "changed"
    assert reading.read_reports() == 0
    assert ReportReading.objects.get().failure == "imap_refused"
    mailbox.hangs = True
    monkeypatch.setattr(reading, "PATIENCE", 0.2)
    assert reading.read_reports() == 0
    assert ReportReading.objects.get().failure == "timeout"


@pytest.mark.parametrize(
    "address",
    [
        "imap://u:p@mail.example.net/INBOX",
        "imaps://mail.example.net",
        "https://u:p@x",
        "imaps://u@x",
    ],
)
def test_an_address_without_login_or_in_clear_is_refused(address) -> None:
    with pytest.raises(ValueError, match="it must"):
        parsers.imap_address(address)
    assert parsers.imap_address("imaps://u:p%40@mail.example.net/INBOX")
