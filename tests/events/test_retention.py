"""Who came is forgotten three months after the event; how many stays."""

from datetime import timedelta

import pytest

from hustings_events import services
from hustings_events.models import Event, Registration
from hustings_signup.models import ConsentRecord, RetentionRun, Submission, Supporter
from hustings_signup.retention import periods, running
from tests.events.conftest import come, register
from tests.signup.retention.conftest import SECOND

WEEK = timedelta(days=7)


def run(at) -> dict[str, RetentionRun]:
    return {found.rule: found for found in running.run(at=at)}


@pytest.fixture
def past(agenda):
    """An event with three people, one of whom cancelled; and when its registrations end."""
    come(agenda.fr, "a@example.org", party=2)
    come(agenda.fr, "b@example.org")
    services.cancel(registration=come(agenda.fr, "c@example.org"))
    end = periods.months_after(agenda.row.ends_at, 3)
    run(end - WEEK)
    return agenda, end


@pytest.mark.parametrize(("late", "left"), [(-SECOND, True), (timedelta(0), False)])
def test_r14_registrations_go_three_months_after_the_event(past, late, left):
    _agenda, end = past
    run(end + late)
    assert Registration.objects.exclude(supporter=None).exists() is left
    assert Submission.objects.filter(act="event.register").exists() is left


def test_r14_how_many_came_stays(past):
    agenda, end = past
    before = agenda.row.seats_taken
    run(end)
    services.recount()
    assert agenda.row.seats_taken == before == 3
    assert set(Registration.objects.values_list("state", "note", "folded_hash")) == {
        ("anonymised", "", "")
    }


def test_r14_who_came_only_for_that_goes_and_the_ledger_says_so(past):
    agenda, end = past
    run(end)
    assert not Supporter.objects.exists()
    ended = ConsentRecord.objects.filter(type="expired", purpose="event.register")
    assert {(row.actor, row.channel, row.source) for row in ended} == {
        ("system", "retention", agenda.row.act_ref)
    }
    assert ended.count() == 2


def test_r14_who_comes_to_a_later_event_stays(past, agenda):
    _agenda, end = past
    later = agenda.make(slug="plus-tard", starts_at=end + WEEK, title="Plus tard")
    come(later, "a@example.org")
    run(end)
    assert Supporter.objects.get().email == "a@example.org"


def test_r14_a_past_event_is_exempt_from_the_brake(agenda):
    Event.objects.update(capacity=None, capacity_wanted=None)
    for number in range(101):
        come(agenda.fr, f"p{number}@example.org")
    end = periods.months_after(agenda.row.ends_at, 3)
    run(end - WEEK)
    assert run(end)["events.registrations"].applied == 101
    assert not Supporter.objects.exists()


def test_r14_a_registration_nobody_confirmed_goes_and_gives_its_seats_back(agenda):
    submission = register(agenda.fr, party=2)
    assert agenda.row.seats_taken == 2
    run(submission.expires_at)
    assert agenda.row.seats_taken == 0
    assert not Registration.objects.exists()
    assert not Supporter.objects.exists()
