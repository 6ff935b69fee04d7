"""A mail server that is away is spared, and so is everybody's mail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hustings_signup import breaker, outbox
from hustings_signup.models import Circuit, Outbox
from tests.doubles.smtp import SmtpServer

State = Outbox.State


@pytest.fixture
def rows(signup) -> list[Outbox]:
    for number in range(7):
        signup.submit(f"p{number}@example.org")
    return list(Outbox.objects.order_by("pk"))


def open_it(rows: list[Outbox], mailroom: SmtpServer, reply: str = "421 away") -> None:
    mailroom.misbehave("CONNECT", reply)
    for row in rows[:5]:
        outbox.send_one(row.pk)


def pause_is_over() -> None:
    Circuit.objects.update(open_until=timezone.now() - timedelta(seconds=1))
    Outbox.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def test_five_failures_in_a_row_open_it_and_the_next_mail_waits_untried(rows, mailroom) -> None:
    open_it(rows, mailroom)
    assert Circuit.objects.get().state == "open"
    seen = mailroom.connections
    assert outbox.send_one(rows[5].pk) == "blocked"
    assert mailroom.connections == seen
    waiting = Outbox.objects.get(pk=rows[5].pk)
    assert (waiting.failure, waiting.attempts) == ("server_busy", 0)


def test_a_refused_person_in_between_shows_that_the_server_works(rows, mailroom) -> None:
    for row in rows:
        mailroom.behave()
        if row == rows[3]:
            mailroom.misbehave("RCPT", "550 5.1.1 no such user")
        else:
            mailroom.misbehave("CONNECT", "421 away")
        outbox.send_one(row.pk)
    assert Circuit.objects.get().state == "closed"


def test_greylisting_of_many_never_opens_it(rows, mailroom) -> None:
    mailroom.misbehave("RCPT", "451 greylisted")
    assert [outbox.send_one(row.pk) for row in rows] == ["retry"] * 7
    assert breaker.is_closed(outbox.SERVICE)


def test_after_the_pause_one_probe_goes_and_closes_it(rows, mailroom) -> None:
    open_it(rows, mailroom)
    assert outbox.send_one(rows[6].pk) == "blocked"
    mailroom.behave()
    pause_is_over()
    assert outbox.send_one(rows[5].pk) == "done"
    assert Circuit.objects.get().state == "closed"
    assert outbox.requeue_due() == 6
    assert [outbox.send_one(row.pk) for row in rows[:5] + rows[6:]] == ["done"] * 6


def test_while_a_probe_is_under_way_nobody_else_tries(rows, mailroom) -> None:
    open_it(rows, mailroom)
    pause_is_over()
    probe = breaker.enter(outbox.SERVICE, seconds=60)
    assert probe.is_probe
    assert outbox.send_one(rows[6].pk) == "blocked"
    breaker.leave(outbox.SERVICE, probe)
    mailroom.behave()
    Outbox.objects.update(due_at=timezone.now())
    assert outbox.send_one(rows[6].pk) == "done"


def test_a_probe_that_died_frees_its_place(rows, mailroom) -> None:
    open_it(rows, mailroom)
    pause_is_over()
    assert breaker.enter(outbox.SERVICE, seconds=60)
    Circuit.objects.update(probe_until=timezone.now() - timedelta(seconds=1))
    assert breaker.enter(outbox.SERVICE, seconds=60).is_probe


def test_a_failed_probe_doubles_the_pause_up_to_ten_minutes(rows, mailroom) -> None:
    open_it(rows, mailroom)
    pauses = []
    for _turn in range(6):
        pauses.append(round((Circuit.objects.get().open_until - timezone.now()).total_seconds()))
        pause_is_over()
        assert outbox.send_one(rows[5].pk) == "blocked"
    assert pauses == pytest.approx([60, 120, 240, 480, 600, 600], abs=2)


def test_a_mail_no_longer_wanted_gives_the_probe_to_the_next(rows, mailroom) -> None:
    from hustings_signup import services

    open_it(rows, mailroom)
    services.confirm(submission=rows[5].submission)
    pause_is_over()
    mailroom.behave()
    assert outbox.send_one(rows[5].pk) == "unwanted"
    assert outbox.send_one(rows[6].pk) == "done"


def test_ten_days_of_a_wrong_password_kill_no_mail(rows, mailroom) -> None:
    row = rows[0]
    Outbox.objects.exclude(pk=row.pk).delete()
    row.submission.expires_at += timedelta(days=30)
    row.submission.save()
    mailroom.misbehave("MAIL", "530 5.7.0 Authentication required")
    for _day in range(10):
        assert outbox.send_one(row.pk) == "blocked"
        past = timezone.now() - timedelta(days=1)
        found = Outbox.objects.get(pk=row.pk)
        Outbox.objects.update(
            created_at=found.created_at - timedelta(days=1), blocked_at=past, due_at=past
        )
        Circuit.objects.update(open_until=None)
    mailroom.behave()
    mailroom.misbehave("RCPT", "451 greylisted", times=1)
    assert outbox.send_one(row.pk) == "retry", "its own 72 hours have not run"
    Outbox.objects.update(due_at=timezone.now())
    assert outbox.send_one(row.pk) == "done"


def test_staff_who_mended_it_need_not_wait(rows, mailroom) -> None:
    open_it(rows, mailroom, "554 5.7.1 listed")
    outbox.send_one(rows[6].pk)
    mailroom.behave()
    outbox.try_now()
    assert outbox.send_one(rows[6].pk) == "done"
    assert Circuit.objects.get().state == "closed"


def test_while_it_is_open_tick_makes_few_tasks(rows, mailroom) -> None:
    open_it(rows, mailroom)
    Outbox.objects.update(due_at=timezone.now() - timedelta(minutes=2))
    assert outbox.requeue_due() == 5
