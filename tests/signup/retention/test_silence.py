"""Warned at 33 months, gone at 36; and whoever has no consent left goes after a month."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from hustings_signup import links, outbox, services
from hustings_signup.models import (
    ConsentRecord,
    EndWarning,
    Link,
    Outbox,
    Submission,
    Supporter,
    Suppression,
)
from hustings_signup.retention import periods
from tests.signup.conftest import SAME_ORIGIN
from tests.signup.retention.conftest import BEYOND, CAMPAIGN, SECOND, run

JOINED = datetime(2024, 6, 10, 12, 0, tzinfo=UTC)
WARNED = periods.months_after(JOINED, 33)
GONE = periods.months_after(JOINED, 36)
MONTH = timedelta(days=30)


@pytest.mark.parametrize(("at", "warned"), [(WARNED - SECOND, 0), (WARNED, 1)])
def test_r14_a_silent_person_is_warned_at_thirty_three_months(people, at, warned):
    people.join(at=JOINED)
    run(at)
    assert EndWarning.objects.filter(kind="inactive").count() == warned
    assert Outbox.objects.filter(kind="inactive").count() == warned


@pytest.mark.parametrize(("at", "left"), [(GONE - SECOND, 1), (GONE, 0)])
def test_r14_and_gone_at_thirty_six(people, at, left):
    people.join(at=JOINED)
    run(WARNED)
    run(at)
    assert Supporter.objects.count() == left


def test_r14_the_warning_is_sent_once(people):
    people.join(at=JOINED)
    for day in range(4):
        run(WARNED + timedelta(days=day))
    assert Outbox.objects.filter(kind="inactive").count() == 1


def test_r14_after_a_long_standstill_nobody_goes_without_a_months_warning(people):
    people.join(at=JOINED)
    late = GONE + timedelta(days=400)
    run(late)
    run(late + MONTH - SECOND)
    assert Supporter.objects.exists()
    run(late + MONTH)
    assert not Supporter.objects.exists()


@pytest.mark.parametrize("statement", ["act", "withdrawal", "stay"])
def test_r14_every_confirmed_act_or_statement_is_a_sign_of_life(people, statement):
    lea = people.join(at=JOINED, ticked=(BEYOND,))
    run(WARNED)
    later = WARNED + MONTH
    if statement == "act":
        people.join(at=later)
    elif statement == "withdrawal":
        services.withdraw(supporter=lea, purpose_keys=[BEYOND], at=later)
    else:
        services.stay(supporter=lea, at=later)
    run(GONE)
    assert Supporter.objects.exists()


def test_r14_whoever_falls_silent_again_is_warned_again(people):
    people.join(at=JOINED)
    run(WARNED)
    people.join(at=WARNED + MONTH)
    run(periods.months_after(WARNED + MONTH, 33))
    assert Outbox.objects.filter(kind="inactive").count() == 2
    assert EndWarning.objects.count() == 1
    run(periods.months_after(WARNED + MONTH, 36))
    assert not Supporter.objects.exists()


@pytest.fixture
def warned(people, freezer_at):
    """Somebody who was warned, and the link in their mail."""
    lea = people.join(at=JOINED)
    run(WARNED)
    freezer_at(WARNED)
    mail.outbox.clear()
    outbox.send_one(Outbox.objects.get(kind="inactive").pk)
    return lea, links.path(Link.objects.get(kind="inactive"))


def test_r14_the_warning_says_who_why_and_how_to_stop(warned):
    sent = mail.outbox[0]
    assert sent.to == ["lea@example.org"]
    assert warned[1] in sent.body
    assert links.path_to_stop(warned[0]) in sent.body


def test_r4_r14_looking_at_the_warning_changes_nothing_and_the_press_keeps_the_person(warned):
    lea, path = warned
    client = Client()
    client.get(path)
    assert EndWarning.objects.get().answered_at is None
    client.post(path, **SAME_ORIGIN)
    client.post(path, **SAME_ORIGIN)
    record = ConsentRecord.objects.get(type="renewed")
    assert (record.purpose, record.actor) == (CAMPAIGN, "data_subject")
    assert record.notice_sha256 == lea.subscriptions.get().notice_sha256
    assert lea.subscriptions.get().since == JOINED
    run(GONE)
    assert Supporter.objects.exists()


def test_r14_a_press_from_another_website_is_refused(warned):
    answer = Client().post(warned[1], HTTP_SEC_FETCH_SITE="cross-site")
    assert answer.status_code == 403
    assert EndWarning.objects.get().answered_at is None


def test_r14_what_ended_is_said_in_the_ledger_and_points_to_nobody(people):
    lea = people.join(at=JOINED)
    subject = lea.subject_link.subject
    run(WARNED)
    run(GONE)
    record = ConsentRecord.objects.filter(subject=subject, type="erased").latest("pk")
    assert (record.actor, record.channel) == ("system", "retention")
    assert not Supporter.objects.filter(subject_link__subject=subject).exists()


@pytest.mark.parametrize(("after", "left"), [(MONTH - SECOND, 1), (MONTH, 0)])
def test_r14_whose_every_consent_has_ended_goes_a_month_later(people, after, left):
    lea = people.join(at=JOINED)
    stopped = JOINED + timedelta(days=90)
    services.withdraw(supporter=lea, at=stopped)
    run(stopped + after)
    assert Supporter.objects.count() == left


def test_r14_a_refusal_outlives_its_person_but_stops_no_form(people):
    lea = people.join(at=JOINED)
    stopped = JOINED + timedelta(days=90)
    services.withdraw(supporter=lea, at=stopped)
    run(stopped + MONTH)
    kept = Suppression.objects.get()
    assert (kept.reason, kept.created_at) == ("withdrawn", stopped)
    again = people.ask("lea@example.org", at=stopped + MONTH + SECOND)
    assert Outbox.objects.filter(submission=again).exists()
    assert Submission.objects.get() == again


def test_r14_a_consent_that_is_asked_for_keeps_a_person(people):
    lea = people.join(at=JOINED)
    stopped = JOINED + timedelta(days=90)
    services.withdraw(supporter=lea, at=stopped)
    people.ask("lea@example.org", at=stopped + MONTH - SECOND)
    run(stopped + MONTH)
    assert Supporter.objects.exists()
