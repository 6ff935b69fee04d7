"""Every mail is a wish kept until it is sent; tried against a real SMTP server on loopback."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hustings_home.pictures import make_renditions
from hustings_signup import outbox, services
from hustings_signup.models import Outbox
from tests.doubles.smtp import SmtpServer, send_by_smtp
from tests.signup.conftest import Signup


def test_a_due_mail_is_sent_once(row: Outbox, mailroom: SmtpServer) -> None:
    assert outbox.send_one(row.pk) == "done"
    assert outbox.send_one(row.pk) == ""
    assert len(mailroom.received) == 1


def test_the_message_id_is_the_same_at_every_attempt(row: Outbox, mailroom: SmtpServer) -> None:
    mailroom.misbehave("RCPT", "451 try later")
    outbox.send_one(row.pk)
    mailroom.behave()
    Outbox.objects.update(due_at=timezone.now())
    outbox.send_one(row.pk)
    assert f"Message-ID: <{row.uuid}@example.org>".encode() in mailroom.received[0].content


def test_greylisting_is_tried_again_later(row: Outbox, mailroom: SmtpServer) -> None:
    mailroom.misbehave("RCPT", "451 greylisted")
    assert outbox.send_one(row.pk) == "retry"
    row.refresh_from_db()
    assert row.due_at > timezone.now() + timedelta(seconds=25)
    assert outbox.send_one(row.pk) == "", "not before it is due"


def test_a_refused_recipient_is_given_up_at_once(row: Outbox, mailroom: SmtpServer) -> None:
    mailroom.misbehave("RCPT", "550 no such user")
    assert outbox.send_one(row.pk) == "dead"
    row.refresh_from_db()
    assert row.failure == "recipient_refused"


def test_no_server_means_later_not_never(row: Outbox, settings) -> None:
    send_by_smtp(settings, 1)
    assert outbox.send_one(row.pk) == "retry"


def test_after_72_hours_it_is_given_up_and_staff_may_try_again(
    row: Outbox, mailroom: SmtpServer
) -> None:
    mailroom.misbehave("RCPT", "451 later")
    Outbox.objects.update(created_at=timezone.now() - timedelta(hours=73))
    assert outbox.send_one(row.pk) == "dead"
    row.refresh_from_db()
    mailroom.behave()
    assert outbox.retry(row)
    assert outbox.send_one(row.pk) == "done"


def test_a_worker_that_died_leaves_its_mail_to_the_next(row: Outbox, mailroom: SmtpServer) -> None:
    Outbox.objects.update(state="running", leased_until=timezone.now() - timedelta(seconds=1))
    assert outbox.requeue_due() == 1
    assert outbox.send_one(row.pk) == "done"


def test_a_mail_being_sent_is_left_to_its_worker(row: Outbox) -> None:
    Outbox.objects.update(state="running", leased_until=timezone.now() + timedelta(minutes=1))
    assert outbox.requeue_due() == 0
    assert outbox.send_one(row.pk) == ""


def test_a_lost_task_is_made_again_only_after_a_minute(row: Outbox) -> None:
    assert outbox.requeue_due() == 0
    Outbox.objects.update(due_at=timezone.now() - timedelta(seconds=61))
    assert outbox.requeue_due() == 1


def test_a_confirmation_already_given_sends_no_reminder_of_itself(
    row: Outbox, mailroom: SmtpServer
) -> None:
    services.confirm(submission=row.submission)
    assert outbox.send_one(row.pk) == "unwanted"
    assert mailroom.received == []


def test_mails_go_before_pictures(signup: Signup) -> None:
    make_renditions.enqueue(1)
    signup.submit()
    first = DBTaskResult.objects.ready().first()
    assert first.task_path == "hustings_signup.tasks.deliver"


def test_the_wait_doubles_up_to_an_hour() -> None:
    waits = [outbox.wait_before(n).total_seconds() for n in range(1, 12)]
    assert 60 <= waits[0] <= 75
    assert max(waits) <= 3600 * 1.25
    assert waits[10] >= 3600


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_mail(transactional_signup_row: int, mailroom) -> None:
    start = threading.Barrier(4)
    results: list[str] = []

    def work() -> None:
        start.wait()
        try:
            results.append(outbox.send_one(transactional_signup_row))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["", "", "", "done"]
    assert len(mailroom.received) == 1


@pytest.fixture
def transactional_signup_row(transactional_db, request) -> int:
    signup: Signup = request.getfixturevalue("signup")
    signup.submit()
    return Outbox.objects.get().pk


def test_header_injection_through_a_title_is_impossible(signup: Signup, mailroom) -> None:
    signup.fr.title = "Titre\r\nBcc: victim@example.org"
    signup.fr.save()
    signup.submit()
    outbox.send_one(Outbox.objects.get().pk)
    headers = mailroom.received[0].content.split(b"\r\n\r\n")[0]
    assert b"\r\nBcc:" not in headers
