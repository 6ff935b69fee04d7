"""The end thirty days after the last round, and the one question before it."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from hustings_signup import links, outbox, services
from hustings_signup.models import (
    ConsentRecord,
    EndWarning,
    Link,
    Outbox,
    PlannedEnd,
    Subscription,
    Supporter,
)
from hustings_signup.retention import vote as rules
from tests.signup.conftest import SAME_ORIGIN
from tests.signup.retention.conftest import BEYOND, CAMPAIGN, END, SECOND, VOLUNTEER, run

BEFORE = END - timedelta(days=200)
WEEK_BEFORE = END - timedelta(days=7)
ASKED = END - timedelta(days=22)


def test_r14_news_until_the_vote_ends_thirty_days_after_the_last_round(people, vote):
    people.join(at=BEFORE)
    run(WEEK_BEFORE)
    run(END - SECOND)
    assert Subscription.objects.get().state == "active"
    run(END)
    assert not Supporter.objects.exists()
    ended = ConsentRecord.objects.get(type="expired")
    assert (ended.purpose, ended.actor, ended.channel) == (CAMPAIGN, "system", "retention")


def test_r14_it_does_not_end_for_whoever_agreed_to_news_beyond(people, vote, states):
    lea = people.join(at=BEFORE, ticked=(BEYOND, VOLUNTEER))
    run(WEEK_BEFORE)
    run(END)
    assert states(lea) == {CAMPAIGN: "active", BEYOND: "active", VOLUNTEER: "expired"}


def test_r14_a_withdrawn_beyond_is_no_reason_to_stay(people, vote, states):
    lea = people.join(at=BEFORE, ticked=(BEYOND,))
    services.withdraw(supporter=lea, purpose_keys=[BEYOND], at=END - timedelta(days=3))
    run(WEEK_BEFORE)
    run(END)
    assert states(lea) == {CAMPAIGN: "expired", BEYOND: "withdrawn"}


def test_r14_without_an_election_day_nothing_ends(people):
    people.join(at=BEFORE)
    run(WEEK_BEFORE)
    run(END + timedelta(days=40))
    assert Subscription.objects.get().state == "active"


def test_r14_nothing_ends_before_staff_saw_its_date_for_seven_days(people, vote):
    """A mistyped day of the vote, years back, erases nobody overnight."""
    people.join(at=BEFORE)
    vote.election_date, vote.second_round_date = date(2020, 3, 15), None
    vote.save()
    run(END)
    run(END + timedelta(days=7) - SECOND)
    assert Subscription.objects.get().state == "active"


def test_r14_a_date_that_is_moved_is_shown_anew(people, vote):
    people.join(at=BEFORE)
    run(WEEK_BEFORE)
    vote.second_round_date = date(2027, 4, 24)
    vote.save()
    run(END)
    run(END + timedelta(days=7) - SECOND)
    assert Subscription.objects.get().state == "active"
    run(END + timedelta(days=7))
    assert not Supporter.objects.exists()


def test_r14_the_planned_end_says_when_and_for_how_many(people, vote):
    people.crowd(3, at=BEFORE)
    run(WEEK_BEFORE)
    planned = PlannedEnd.objects.get()
    assert (planned.ends_at, planned.people) == (END, 3)


def test_r14_the_planned_end_is_exempt_from_the_brake(people, vote):
    people.crowd(101, at=BEFORE)
    run(WEEK_BEFORE)
    assert run(END)["vote.end"].applied == 101
    assert not Supporter.objects.exists()


@pytest.mark.parametrize(
    ("at", "asked"),
    [
        (ASKED - SECOND, 0),
        (ASKED, 1),
        (WEEK_BEFORE, 1),
        (WEEK_BEFORE + SECOND, 0),
    ],
)
def test_r14_the_question_comes_once_the_vote_is_over_and_while_there_is_time(
    people, vote, question, at, asked
):
    people.join(at=BEFORE)
    run(at)
    assert Outbox.objects.filter(kind="after_vote").count() == asked


def test_r14_nobody_is_asked_twice(people, vote, question):
    people.join(at=BEFORE)
    for day in range(5):
        run(ASKED + timedelta(days=day))
    assert EndWarning.objects.count() == 1
    assert Outbox.objects.filter(kind="after_vote").count() == 1


def test_r14_who_has_said_anything_about_later_is_not_asked(people, vote, question):
    yes = people.join("yes@example.org", at=BEFORE, ticked=(BEYOND,))
    no = people.join("no@example.org", at=BEFORE, ticked=(BEYOND,))
    services.withdraw(supporter=no, purpose_keys=[BEYOND], at=BEFORE + SECOND)
    run(ASKED)
    assert not EndWarning.objects.filter(supporter__in=[yes, no]).exists()


def test_r14_without_published_words_nobody_is_asked(people, vote):
    people.join(at=BEFORE)
    run(ASKED)
    assert not Outbox.objects.filter(kind="after_vote").exists()


@pytest.fixture
def asked(people, vote, question, freezer_at):
    """Somebody who was asked, and the link in their mail, while it is still time."""
    lea = people.join(at=BEFORE)
    run(ASKED)
    freezer_at(ASKED)
    mail.outbox.clear()
    outbox.send_one(Outbox.objects.get(kind="after_vote").pk)
    return lea, links.path(Link.objects.get(kind="after_vote"))


def test_r14_the_mail_says_who_why_and_how_to_stop(asked):
    sent = mail.outbox[0]
    assert sent.to == ["lea@example.org"]
    assert asked[1] in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert links.path_to_stop(asked[0]) in sent.body


def test_r4_r14_looking_at_the_question_changes_nothing(asked, states):
    lea, path = asked
    answer = Client().get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert states(lea) == {CAMPAIGN: "active"}
    assert not EndWarning.objects.exclude(answered_at=None).exists()


def test_r14_a_press_under_the_words_shown_gives_the_consent(asked, states, question):
    lea, path = asked
    client = Client()
    for _press in range(2):
        client.post(path, {"notice": question.sha256}, **SAME_ORIGIN)
    assert states(lea) == {CAMPAIGN: "active", BEYOND: "active"}
    given = ConsentRecord.objects.get(purpose=BEYOND, type="given")
    assert given.notice_sha256 == question.sha256
    assert (given.actor, given.control) == ("data_subject", "button")
    run(WEEK_BEFORE)
    run(END)
    assert states(lea) == {CAMPAIGN: "active", BEYOND: "active"}


@pytest.mark.parametrize("data", [{}, {"notice": "0" * 64}])
def test_r14_a_press_that_names_no_words_gives_nothing(asked, states, data):
    lea, path = asked
    Client().post(path, data, **SAME_ORIGIN)
    assert states(lea) == {CAMPAIGN: "active"}


def test_r14_silence_ends_it(asked):
    run(WEEK_BEFORE)
    run(END)
    assert not Supporter.objects.exists()


def test_r14_after_the_end_the_question_is_over(asked, states, question, freezer_at):
    lea, path = asked
    freezer_at(END)
    Client().post(path, {"notice": question.sha256}, **SAME_ORIGIN)
    assert states(lea) == {CAMPAIGN: "active"}


def test_r14_who_stops_before_the_mail_leaves_does_not_get_it(people, vote, question, freezer_at):
    lea = people.join(at=BEFORE)
    run(ASKED)
    services.withdraw(supporter=lea, at=ASKED)
    freezer_at(ASKED)
    assert outbox.send_one(Outbox.objects.get(kind="after_vote").pk) == "unwanted"


@given(st.dates(date(2024, 1, 1), date(2040, 1, 1)))
def test_the_question_always_leaves_a_week_to_answer(last_round):
    from hustings_signup.retention import periods

    assert periods.ASKED_AFTER_THE_VOTE + periods.TIME_TO_ANSWER < periods.AFTER_THE_VOTE
    assert rules.OPEN
