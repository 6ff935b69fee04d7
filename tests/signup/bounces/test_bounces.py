"""Mails that come back, from the report to the ledger."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from hustings_signup import bounces, outbox, services
from hustings_signup.bounces import Report, parsing
from hustings_signup.grounds import without_ground
from hustings_signup.models import ConsentRecord, MailReport, Outbox, Supporter
from hustings_signup.proof.rebuilding import differences
from hustings_signup.services import bouncing
from tests.signup.bounces import samples


@pytest.fixture
def lea(signup) -> Supporter:
    submission = signup.submit(ticked=("updates.beyond",))
    services.confirm(submission=submission)
    Outbox.objects.update(attempts=1, state="done", finished_at=timezone.now())
    return Supporter.objects.get()


@pytest.fixture
def sent(lea: Supporter) -> str:
    """The Message-ID of the mail that was sent after she confirmed."""
    return f"<{Outbox.objects.get(kind='confirmed').uuid}@example.org>"


def states(supporter: Supporter) -> dict[str, str]:
    return dict(supporter.subscriptions.values_list("purpose", "state"))


def agrees() -> None:
    """Cache, ledger and audit say the same."""
    assert list(map(str, differences(dry_run=True))) == []
    call_command("verify_ledger", stdout=io.StringIO())
    everybody = list(Supporter.objects.values_list("pk", flat=True))
    assert not list(without_ground(everybody))


def comes_back(content: bytes) -> bool:
    report = parsing.parse(content)
    assert report is not None
    return bounces.apply(report)


@pytest.mark.parametrize(
    "write", [samples.postfix, samples.exim, samples.exchange, samples.orange, samples.free]
)
def test_a_mailbox_that_does_not_exist_ends_every_list_at_once(lea, sent, write) -> None:
    assert comes_back(write(sent))
    assert set(states(lea).values()) == {"bounced"}
    records = ConsentRecord.objects.filter(source="bounce:hard")
    assert {(record.type, record.actor, record.channel) for record in records} == {
        ("expired", "system", "mail_report")
    }
    agrees()


def test_a_full_mailbox_is_counted_once_a_day_and_ends_lists_on_the_fifth(lea, sent) -> None:
    now = timezone.now()
    for day in range(5):
        assert set(states(lea).values()) == {"active"}
        for _twice in range(2):
            report = parsing.parse(samples.gmail(sent))
            assert (report.kind, report.status) == ("soft", "5.2.2")
            bounces.apply(report, at=now + timedelta(days=3 * day))
    assert set(states(lea).values()) == {"bounced"}
    agrees()


def test_five_days_in_two_months_end_nothing(lea, sent) -> None:
    now = timezone.now()
    for day in range(6):
        bounces.apply(parsing.parse(samples.gmail(sent)), at=now + timedelta(days=10 * day))
    assert set(states(lea).values()) == {"active"}


def test_a_mail_that_is_only_late_ends_nothing(lea, sent) -> None:
    assert comes_back(samples.postfix(sent, status="4.4.1", action="delayed"))
    assert MailReport.objects.count() == 0


def test_giving_up_after_days_of_trying_is_soft(lea, sent) -> None:
    assert parsing.parse(samples.postfix(sent, status="4.4.7")).kind == "soft"


def test_a_complaint_ends_every_list_at_once_for_good(lea, sent) -> None:
    assert comes_back(samples.complaint(sent))
    assert set(states(lea).values()) == {"withdrawn"}
    assert ConsentRecord.objects.filter(type="withdrawn", actor="processor").count() == 2
    agrees()


def test_not_spam_after_all_ends_nothing(lea, sent) -> None:
    assert comes_back(samples.complaint(sent, kind="not-spam"))
    assert set(states(lea).values()) == {"active"}


@pytest.mark.parametrize(
    "forged",
    [
        "<00000000-0000-4000-8000-000000000000@example.org>",
        "<1@example.org>",
        "<lea@example.org>",
        "<>",
    ],
)
def test_a_forged_report_without_a_message_id_of_ours_does_nothing(lea, forged) -> None:
    for content in (samples.postfix(forged), samples.complaint(forged), samples.free(forged)):
        report = parsing.parse(content)
        assert report is None or not bounces.apply(report)
    assert set(states(lea).values()) == {"active"}


def test_a_mail_never_sent_cannot_come_back(lea, sent) -> None:
    Outbox.objects.update(attempts=0)
    assert not comes_back(samples.postfix(sent))


def test_the_mailbox_she_forwards_to_is_not_hers(lea, sent) -> None:
    assert comes_back(samples.postfix(sent, to="other@elsewhere.example"))
    assert set(states(lea).values()) == {"active"}
    assert MailReport.objects.get().kind == "soft"


def test_a_person_who_quotes_an_error_is_no_report() -> None:
    assert parsing.parse(samples.answer()) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"Content-Type: multipart/report\n\n--x", b"From: MAILER-DAEMON@x\n\n550"],
)
def test_garbage_is_no_report(content) -> None:
    assert parsing.parse(content) is None


def test_her_next_own_opt_in_begins_as_any_other(lea, sent, signup) -> None:
    comes_back(samples.postfix(sent))
    again = signup.submit(at=timezone.now() + timedelta(hours=1))
    assert states(lea)["updates.campaign"] == "pending"
    services.confirm(submission=again, at=timezone.now() + timedelta(hours=2))
    assert states(lea) == {"updates.campaign": "active", "updates.beyond": "bounced"}
    agrees()
    # The report of the old mail, read once more, says nothing about the new consent.
    comes_back(samples.postfix(sent))
    assert states(lea)["updates.campaign"] == "active"


def test_read_twice_it_counts_once(lea, sent) -> None:
    comes_back(samples.postfix(sent))
    before = ConsentRecord.objects.count()
    assert comes_back(samples.postfix(sent))
    assert ConsentRecord.objects.count() == before


def test_after_erasure_nothing_of_the_report_is_left(lea, sent) -> None:
    comes_back(samples.gmail(sent))
    services.erase(supporter=lea, reason="request", actor="data_subject", channel="email_link")
    assert MailReport.objects.count() == 0
    assert not comes_back(samples.postfix(sent))


def test_a_refusal_while_sending_counts_as_a_bounce(lea, mailroom) -> None:
    row = outbox.queue("my_data", supporter=lea)
    mailroom.misbehave("RCPT", "550 5.1.1 no such user")
    assert outbox.send_one(row.pk) == "dead"
    assert set(states(lea).values()) == {"bounced"}
    agrees()


def test_a_refusal_of_these_very_words_does_not(lea, mailroom) -> None:
    row = outbox.queue("my_data", supporter=lea)
    mailroom.misbehave("BODY", "554 5.7.1 looks like spam")
    assert outbox.send_one(row.pk) == "dead"
    assert MailReport.objects.count() == 0


def test_another_plugin_may_know_the_mail(lea) -> None:
    marked = []
    found = bounces.Found(lea, timezone.now(), marked.append)

    def finder(message_id: str) -> bounces.Found | None:
        return found if message_id == "abc@example.org" else None

    bounces.register_finder(finder)
    try:
        assert bounces.apply(Report("hard", "<abc@example.org>", "5.1.1"))
        assert not bounces.apply(Report("hard", "<abd@example.org>", "5.1.1"))
    finally:
        bounces._finders.remove(finder)
    assert marked == ["hard"]
    assert set(states(lea).values()) == {"bounced"}


def test_what_no_count_looks_at_any_more_is_forgotten(lea) -> None:
    now = timezone.now()
    bouncing.bounced(supporter=lea, is_hard=False, sent_at=now, at=now - timedelta(days=31))
    bouncing.bounced(supporter=lea, is_hard=False, sent_at=now, at=now)
    assert bouncing.forget_reports() == 1


def test_rebuilding_gives_the_same_rows(lea, sent) -> None:
    comes_back(samples.postfix(sent))
    before = states(lea)
    with transaction.atomic():
        lea.subscriptions.all().delete()
        list(differences(dry_run=False))
        assert states(lea) == before
