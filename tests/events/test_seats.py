"""Seats are held, sold, given back and counted; never more than there are."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hustings_events import seats, services
from hustings_events.models import Event, Registration
from hustings_signup.models import Submission
from hustings_signup.visits import Visit
from tests.events.conftest import Agenda, State, come, confirm, register


def only(**fields: object) -> Registration:
    return Registration.objects.get(**fields)


def test_an_unconfirmed_registration_holds_its_seat(agenda: Agenda) -> None:
    register(agenda.fr)
    assert only().seats_held == 1
    assert agenda.row.seats_taken == 1


def test_an_unconfirmed_party_of_four_holds_two_seats(agenda: Agenda) -> None:
    register(agenda.fr, party=4)
    assert only().seats_held == 2
    assert agenda.row.seats_taken == 2


def test_confirming_takes_the_missing_seats(agenda: Agenda) -> None:
    registration = come(agenda.fr, "a@example.org", party=4)
    assert registration.state == State.REGISTERED
    assert registration.seats_held == agenda.row.seats_taken == 4
    assert registration.hold_until is None


def test_the_same_mailbox_holds_seats_only_once(agenda: Agenda) -> None:
    for _ in range(3):
        register(agenda.fr, party=2)
    assert Registration.objects.count() == 3
    assert agenda.row.seats_taken == 2


def test_registrations_in_both_languages_share_the_seats(agenda: Agenda) -> None:
    come(agenda.fr, "a@example.org", party=3)
    come(agenda.en, "b@example.org", party=3)
    assert agenda.row.seats_taken == 6
    assert Event.objects.count() == 1


def test_a_submission_held_silently_holds_no_seat(agenda: Agenda) -> None:
    register(agenda.fr, visit=Visit(held_reason="no_origin"))
    assert only().seats_held == 0
    assert agenda.row.seats_taken == 0


def test_without_a_capacity_everybody_is_registered(agenda: Agenda) -> None:
    page = agenda.make(capacity=None)
    assert come(page, "a@example.org", party=4).state == State.REGISTERED
    assert Event.objects.get(pk=page.row.pk).seats_taken == 4


@pytest.mark.parametrize(
    ("taken", "days", "hours"), [(0, 10, 24), (39, 10, 24), (40, 10, 2), (0, 0.9, 2)]
)
def test_a_hold_lasts_a_day_and_two_hours_where_it_is_tight(
    agenda: Agenda, taken: int, days: float, hours: int
) -> None:
    at = timezone.now()
    row = agenda.row
    row.seats_taken, row.starts_at = taken, at + timedelta(days=days)
    assert seats.hold_until(row, at) == at + timedelta(hours=hours)


def test_a_hold_that_ran_out_gives_its_seats_to_others(agenda: Agenda, soon) -> None:
    register(agenda.fr, party=2)
    assert services.release_expired(at=soon(hours=23)) == 0
    assert services.release_expired(at=soon(hours=25)) == 2
    assert agenda.row.seats_taken == 0
    assert only().state == State.PENDING


def test_confirming_after_the_hold_ran_out_still_gets_free_seats(agenda: Agenda, soon) -> None:
    submission = register(agenda.fr, party=2)
    services.release_expired(at=soon(hours=25))
    assert confirm(submission).state == State.REGISTERED
    assert agenda.row.seats_taken == 2


def test_what_is_never_confirmed_expires_with_its_mail(agenda: Agenda, soon) -> None:
    register(agenda.fr)
    services.release_expired(at=soon(days=7, hours=1))
    assert only().state == State.EXPIRED
    assert agenda.row.seats_taken == 0


def test_this_was_not_me_frees_the_seats_with_the_next_tick(agenda: Agenda) -> None:
    submission = register(agenda.fr, party=2)
    Submission.objects.filter(pk=submission.pk).update(expires_at=timezone.now())
    assert services.release_expired() == 2
    assert only().state == State.EXPIRED


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (21, "More than 20 places left"),
        (20, "20 places left or fewer"),
        (6, "20 places left or fewer"),
        (5, "Last places: 5 or fewer"),
        (1, "Last places: 5 or fewer"),
        (0, "Full"),
    ],
)
def test_places_left_are_told_in_steps(agenda: Agenda, left: int, words: str, english) -> None:
    row = agenda.row
    row.seats_taken = row.capacity - left
    assert seats.in_words(row) == words


def test_without_a_limit_no_places_are_told(agenda: Agenda) -> None:
    row = agenda.row
    row.capacity = None
    assert seats.in_words(row) == ""


def test_the_database_refuses_to_oversell(agenda: Agenda) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=agenda.row.pk).update(seats_taken=51)


def test_the_database_refuses_two_registrations_of_one_mailbox(agenda: Agenda) -> None:
    come(agenda.fr, "a@example.org")
    second = register(agenda.fr, "b@example.org").event_registration
    known = Registration.objects.filter(state=State.REGISTERED).get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=second.pk).update(
            state=State.REGISTERED, seats_held=1, folded_hash=known.folded_hash
        )


def test_the_database_refuses_seats_that_do_not_match_the_state(agenda: Agenda) -> None:
    registration = come(agenda.fr, "a@example.org", party=2)
    for wrong in ({"seats_held": 1}, {"state": State.CANCELLED}, {"party_size": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Registration.objects.filter(pk=registration.pk).update(**wrong)


def test_recount_repairs_what_an_erasure_left_behind(agenda: Agenda) -> None:
    registration = come(agenda.fr, "a@example.org", party=3)
    come(agenda.fr, "b@example.org")
    assert services.recount() == []
    registration.delete()
    assert agenda.row.seats_taken == 4
    assert services.recount() == [agenda.row.pk]
    assert agenda.row.seats_taken == 1
