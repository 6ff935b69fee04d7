"""A person's mails leave in the order they were wanted, and none of them twice."""

from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hustings_signup import outbox, services
from hustings_signup.models import Outbox
from hustings_signup.services import self_service
from hustings_signup.services.erasing import Reason
from tests.doubles.smtp import TAKE_AND_DROP, SmtpServer

LINK = self_service.LINK


def test_an_older_mail_of_the_same_person_goes_first(row: Outbox, mailroom: SmtpServer) -> None:
    later = outbox.queue(LINK, supporter=row.supporter)
    assert outbox.send_one(later.pk) == ""
    assert outbox.send_one(row.pk) == "done"
    assert outbox.send_one(later.pk) == "done"


def test_whoever_waited_behind_it_has_a_task_at_once(row: Outbox, mailroom: SmtpServer) -> None:
    later = outbox.queue(LINK, supporter=row.supporter)
    DBTaskResult.objects.all().delete()
    outbox.send_one(row.pk)
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[later.pk]]


def test_others_do_not_wait_for_a_person_who_is_greylisted(signup, mailroom: SmtpServer) -> None:
    signup.submit("slow@example.org")
    signup.submit("quick@example.org")
    slow, quick = Outbox.objects.order_by("pk")
    mailroom.misbehave("RCPT", "451 later", to="slow@example.org")
    assert outbox.send_one(slow.pk) == "retry"
    assert outbox.send_one(quick.pk) == "done"


def test_behind_a_dead_mail_nobody_waits(row: Outbox, mailroom: SmtpServer) -> None:
    later = outbox.queue(LINK, supporter=row.supporter)
    Outbox.objects.filter(pk=row.pk).update(state="dead")
    assert outbox.send_one(later.pk) == "done"


def test_behind_one_that_does_not_leave_an_hour_at_most(row: Outbox, mailroom: SmtpServer) -> None:
    later = outbox.queue(LINK, supporter=row.supporter)
    mailroom.misbehave("RCPT", "451 later", times=1)
    outbox.send_one(row.pk)
    assert outbox.send_one(later.pk) == ""
    Outbox.objects.filter(pk=later.pk).update(created_at=timezone.now() - timedelta(hours=1))
    assert outbox.send_one(later.pk) == "done"


def test_whoever_confirmed_by_a_mail_whose_answer_was_lost_gets_the_next_at_once(
    row: Outbox, mailroom: SmtpServer
) -> None:
    mailroom.misbehave("BODY", TAKE_AND_DROP, times=1)
    assert outbox.send_one(row.pk) == "retry"
    services.confirm(submission=row.submission)
    assert outbox.send_one(Outbox.objects.get(kind="confirmed").pk) == "done"
    row.refresh_from_db()
    assert row.state == "unwanted"
    assert len(mailroom.received) == 2


def test_one_that_is_planned_for_later_holds_nobody_up(row: Outbox, mailroom: SmtpServer) -> None:
    Outbox.objects.filter(pk=row.pk).update(due_at=timezone.now() + timedelta(days=1))
    assert outbox.send_one(outbox.queue(LINK, supporter=row.supporter).pk) == "done"


def test_two_links_asked_for_while_the_server_is_away_are_one_mail(row, mailroom) -> None:
    first, second, third = (outbox.queue(LINK, supporter=row.supporter) for _ in range(3))
    outbox.send_one(row.pk)
    assert outbox.send_one(first.pk) == "done"
    assert len(mailroom.received) == 2
    for folded in (second, third):
        folded.refresh_from_db()
        assert folded.state == "unwanted"


def test_one_asked_for_after_the_mail_was_sent_is_a_mail_of_its_own(row, mailroom) -> None:
    outbox.send_one(row.pk)
    assert outbox.send_one(outbox.queue(LINK, supporter=row.supporter).pk) == "done"
    assert outbox.send_one(outbox.queue(LINK, supporter=row.supporter).pk) == "done"
    assert len(mailroom.received) == 3


def test_mails_about_two_submissions_stay_two(signup, mailroom: SmtpServer) -> None:
    first = signup.submit()
    services.confirm(submission=first)
    other = signup.submit("other@example.org")
    services.confirm(submission=other)
    confirmed = list(Outbox.objects.filter(kind="confirmed").order_by("pk"))
    Outbox.objects.filter(kind="confirm").delete()
    assert [outbox.send_one(row.pk) for row in confirmed] == ["done", "done"]


def test_mails_that_are_alike_for_two_people_stay_two(signup, mailroom: SmtpServer) -> None:
    signup.submit("a@example.org")
    signup.submit("b@example.org")
    states = [outbox.send_one(row.pk) for row in Outbox.objects.order_by("pk")]
    assert states == ["done", "done"]


def test_erased_between_the_claim_and_the_sending_nothing_leaves(row, mailroom, monkeypatch):
    from hustings_signup.outbox import sending

    whole = sending.mails.message_for

    def erase_meanwhile(mail_row, mail):
        message = whole(mail_row, mail)
        services.erase(
            supporter=mail_row.supporter,
            reason=Reason.REQUEST,
            actor="data_subject",
            channel="email_link",
        )
        return message

    monkeypatch.setattr(sending.mails, "message_for", erase_meanwhile)
    assert outbox.send_one(row.pk) == ""
    assert mailroom.received == []
    assert not Outbox.objects.filter(pk=row.pk).exists()


def test_a_worker_whose_lease_ran_out_leaves_the_mail_to_the_other(row, mailroom, monkeypatch):
    from hustings_signup.outbox import sending

    whole = sending.mails.message_for

    def taken_over(mail_row, mail):
        Outbox.objects.update(leased_until=timezone.now() + timedelta(minutes=9))
        return whole(mail_row, mail)

    monkeypatch.setattr(sending.mails, "message_for", taken_over)
    assert outbox.send_one(row.pk) == ""
    assert mailroom.received == []
    row.refresh_from_db()
    assert row.state == "running"


def test_a_mail_of_a_plugin_that_is_gone_waits_for_it(row: Outbox, mailroom: SmtpServer) -> None:
    Outbox.objects.update(kind="of.a.plugin")
    assert outbox.send_one(row.pk) == "blocked"
    row.refresh_from_db()
    assert row.failure == "unknown_kind"


def test_a_mail_that_takes_its_worker_down_each_time_is_given_up(row: Outbox) -> None:
    past = timezone.now() - timedelta(hours=73)
    Outbox.objects.update(state="running", leased_until=past, created_at=past, attempts=25)
    assert outbox.requeue_due() == 0
    row.refresh_from_db()
    assert (row.state, row.failure) == ("dead", "worker_died")
