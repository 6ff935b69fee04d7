"""Seven days: forms that nobody confirmed, and people who confirmed nothing."""

from datetime import timedelta

from django.utils import timezone

from hustings_signup import services
from hustings_signup.models import (
    ConsentEvidence,
    ConsentRecord,
    Hit,
    Link,
    Outbox,
    Submission,
    Supporter,
    Suppression,
)
from tests.signup.retention.conftest import BEYOND, SECOND, run

WEEK = timedelta(days=7)
SENT = timezone.now() - timedelta(days=20)


def test_r14_a_form_unconfirmed_for_seven_days_goes_with_its_names_and_its_sender(people):
    people.ask("lea@example.org", at=SENT, ticked=(BEYOND,))
    run(SENT + WEEK)
    assert not Submission.objects.exists()
    assert not Supporter.objects.exists()
    assert not ConsentEvidence.objects.exists()
    assert not Link.objects.exists()
    assert not Outbox.objects.exists()


def test_r14_one_second_earlier_it_may_still_be_confirmed(people):
    submission = people.ask("lea@example.org", at=SENT)
    run(SENT + WEEK - SECOND)
    assert services.confirm(submission=submission, at=SENT + WEEK - SECOND, send_mail=False)
    run(SENT + WEEK)
    assert Supporter.objects.exists()


def test_r14_the_ledger_says_that_each_purpose_asked_for_expired(people):
    people.ask("lea@example.org", at=SENT, ticked=(BEYOND,))
    run(SENT + WEEK)
    ended = ConsentRecord.objects.filter(type="expired")
    assert {record.purpose for record in ended} == {"updates.campaign", BEYOND}
    assert {(record.actor, record.channel) for record in ended} == {("system", "retention")}
    assert ConsentRecord.objects.filter(type="erased").exists()


def test_r14_who_confirmed_something_else_stays_and_loses_only_the_form(people):
    lea = people.join("lea@example.org", at=SENT - WEEK)
    people.ask("lea@example.org", at=SENT, ticked=(BEYOND,))
    run(SENT + WEEK)
    assert lea.submissions.get().confirmed_at is not None
    assert dict(lea.subscriptions.values_list("purpose", "state")) == {
        "updates.campaign": "active",
        BEYOND: "expired",
    }


def test_r14_a_later_form_that_is_still_open_keeps_its_person_waiting(people):
    people.ask("lea@example.org", at=SENT)
    later = people.ask("lea@example.org", at=SENT + timedelta(days=3))
    run(SENT + WEEK)
    assert Submission.objects.get() == later
    assert Supporter.objects.get().subscriptions.get().state == "pending"


def test_r14_nobody_who_let_the_time_pass_is_kept_from_asking_again(people):
    people.ask("lea@example.org", at=SENT)
    run(SENT + WEEK)
    assert not Suppression.objects.exists()
    again = people.join("lea@example.org", at=SENT + WEEK + SECOND)
    assert again.subscriptions.get().state == "active"


def test_r14_this_was_not_me_ends_the_names_at_the_next_run(people):
    submission = people.ask("lea@example.org", at=SENT)
    services.disown(submission=submission, at=SENT + SECOND)
    run(SENT + timedelta(days=1))
    assert not Submission.objects.exists()
    run(SENT + WEEK)
    assert not Supporter.objects.exists()
    assert Suppression.objects.get().reason == "not_me"


def test_r14_what_was_held_silently_goes_after_seven_days_too(people):
    submission = people.ask("lea@example.org", at=SENT)
    Submission.objects.filter(pk=submission.pk).update(held_reason="network")
    run(SENT + WEEK)
    assert not Supporter.objects.exists()


def test_r19_the_mails_of_a_mailbox_are_still_counted_when_its_person_is_gone(people):
    people.ask("lea@example.org", at=SENT)
    run(SENT + WEEK)
    assert Hit.objects.filter(kind="mail").count() == 1
