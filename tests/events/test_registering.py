"""One mailbox, one registration: waiting, changing, cancelling, moving up."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from hustings_events import services
from hustings_events.models import Event, EventPage, Registration
from hustings_events.services.confirming import registration_of
from hustings_events.services.queueing import place_in_line
from hustings_signup.models import ConsentRecord, Outbox
from hustings_signup.services.confirming import NotConfirmable
from tests.events.conftest import Agenda, State, come, confirm, register


@pytest.fixture
def small(agenda: Agenda) -> EventPage:
    """An event with four places."""
    return agenda.make(capacity=4, slug="petite")


def taken(page: EventPage) -> int:
    """Seats taken, which must always be the sum of the seats held."""
    row = Event.objects.get(pk=page.row.pk)
    held = row.registrations.aggregate(total=Sum("seats_held"))["total"] or 0
    assert row.seats_taken == held
    return held


def test_the_one_too_many_waits(small: EventPage) -> None:
    come(small, "a@example.org", party=4)
    late = come(small, "b@example.org")
    assert late.state == State.WAITING
    assert place_in_line(late) == 1
    assert taken(small) == 4


def test_a_party_that_does_not_fit_waits_and_gives_back_what_it_held(small: EventPage) -> None:
    submission = register(small, "b@example.org", party=4)
    assert taken(small) == 2
    come(small, "a@example.org", party=2)
    assert confirm(submission).state == State.WAITING
    assert taken(small) == 2


def test_the_waiting_list_keeps_the_order_of_confirming(small: EventPage, soon) -> None:
    come(small, "a@example.org", party=4)
    second = come(small, "b@example.org", at=soon(minutes=2))
    first = come(small, "c@example.org", at=soon(minutes=1))
    assert [place_in_line(first), place_in_line(second)] == [1, 2]


def test_cancelling_gives_the_seat_to_who_waited_longest(small: EventPage, soon) -> None:
    leaving = come(small, "a@example.org", party=4)
    waiting = [come(small, f"{n}@example.org", at=soon(minutes=n)) for n in range(1, 7)]
    assert services.cancel(registration=leaving)
    states = [Registration.objects.get(pk=one.pk).state for one in waiting]
    assert states == [State.REGISTERED] * 4 + [State.WAITING] * 2
    assert taken(small) == 4


def test_who_moves_up_is_told_by_mail(small: EventPage) -> None:
    leaving = come(small, "a@example.org", party=4)
    waiting = come(small, "b@example.org")
    services.cancel(registration=leaving)
    mail = Outbox.objects.get(kind="registration_moved_up")
    assert (mail.supporter, mail.submission) == (waiting.supporter, waiting.submission)


def test_the_first_who_fits_moves_up(small: EventPage, soon) -> None:
    come(small, "a@example.org", party=2)
    leaving = come(small, "b@example.org", party=2)
    family = come(small, "c@example.org", party=4, at=soon(minutes=1))
    couple = come(small, "d@example.org", party=2, at=soon(minutes=2))
    services.cancel(registration=leaving)
    family.refresh_from_db()
    couple.refresh_from_db()
    assert [family.state, couple.state] == [State.WAITING, State.REGISTERED]
    assert taken(small) == 4


def test_cancelling_twice_gives_the_seats_back_once(small: EventPage) -> None:
    registration = come(small, "a@example.org", party=3)
    assert services.cancel(registration=registration)
    assert not services.cancel(registration=registration)
    assert taken(small) == 0


def test_cancelling_is_written_to_the_ledger(small: EventPage) -> None:
    registration = come(small, "a@example.org")
    services.cancel(registration=registration)
    kinds = ConsentRecord.objects.filter(submission=registration.submission.uuid)
    assert list(kinds.filter(purpose="event.register").values_list("type", flat=True)) == [
        "requested",
        "given",
        "withdrawn",
    ]


def test_who_cancelled_may_register_again(small: EventPage) -> None:
    services.cancel(registration=come(small, "a@example.org"))
    assert come(small, "a@example.org").state == State.REGISTERED
    assert taken(small) == 1


def test_registering_twice_counts_once(small: EventPage) -> None:
    come(small, "a@example.org", party=2)
    come(small, "a@example.org", party=2)
    assert Registration.objects.filter(state=State.REGISTERED).count() == 1
    assert taken(small) == 2


def test_a_second_registration_changes_the_number_of_people(small: EventPage) -> None:
    first = come(small, "a@example.org", party=1)
    again = come(small, "a@example.org", party=3)
    assert again.pk == first.pk
    assert (again.party_size, taken(small)) == (3, 3)
    assert come(small, "a@example.org", party=1).party_size == taken(small) == 1


def test_a_change_that_does_not_fit_leaves_the_registration_as_it_was(small: EventPage) -> None:
    come(small, "a@example.org", party=2)
    come(small, "b@example.org", party=2)
    again = come(small, "a@example.org", party=3)
    assert (again.state, again.party_size, taken(small)) == (State.REGISTERED, 2, 4)


def test_the_second_submission_leads_to_the_same_registration(small: EventPage) -> None:
    first = come(small, "a@example.org")
    submission = register(small, "a@example.org", party=2)
    confirm(submission)
    assert registration_of(submission) == first


def test_confirming_the_older_of_two_mails_uses_the_seats_that_are_held(small: EventPage) -> None:
    older = register(small, "a@example.org", party=2)
    register(small, "a@example.org", party=4)
    come(small, "b@example.org", party=2)
    assert confirm(older).state == State.REGISTERED
    assert taken(small) == 4


def test_confirming_the_newer_of_two_mails_uses_the_seats_that_are_held(small: EventPage) -> None:
    register(small, "a@example.org", party=2)
    newer = register(small, "a@example.org", party=1)
    assert confirm(newer).state == State.REGISTERED
    assert taken(small) == 1


def test_another_spelling_of_a_mailbox_is_a_duplicate(small: EventPage) -> None:
    come(small, "marie.dupont@gmail.com")
    other = come(small, "mariedupont@gmail.com", party=2)
    assert other.state == State.CANCELLED
    assert taken(small) == 1


def test_confirming_twice_changes_nothing(small: EventPage) -> None:
    submission = register(small, "a@example.org", party=2)
    first = confirm(submission)
    again = confirm(submission)
    assert (again.pk, again.confirmed_at) == (first.pk, first.confirmed_at)
    assert taken(small) == 2


def test_more_places_move_the_waiting_up_with_the_next_tick(small: EventPage) -> None:
    come(small, "a@example.org", party=4)
    waiting = come(small, "b@example.org", party=2)
    small.capacity = 6
    small.save_revision().publish()
    assert services.fill_free_seats() == 1
    waiting.refresh_from_db()
    assert waiting.state == State.REGISTERED
    assert taken(small) == 6


def test_nobody_moves_up_once_the_event_has_begun(small: EventPage, soon) -> None:
    leaving = come(small, "a@example.org", party=4)
    waiting = come(small, "b@example.org")
    services.cancel(registration=leaving, at=soon(days=10, hours=1))
    waiting.refresh_from_db()
    assert waiting.state == State.WAITING


@pytest.mark.parametrize("wrong", [0, -1, 5, 1000])
def test_an_absurd_party_is_refused(small: EventPage, wrong: int) -> None:
    with pytest.raises(ValueError, match="1 to 4"):
        register(small, party=wrong)
    assert not Registration.objects.exists()


def test_a_party_above_the_limit_of_the_event_is_refused(agenda: Agenda) -> None:
    with pytest.raises(ValueError, match="1 to 2"):
        register(agenda.make(party_limit=2), party=3)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "cancelled"},
        {"takes_registrations": False},
        {"starts_at": timezone.now() - timedelta(hours=1)},
        {"starts_at": timezone.now() - timedelta(days=2)},
    ],
)
def test_nobody_registers_for_what_is_closed(agenda: Agenda, fields: dict) -> None:
    with pytest.raises(services.Closed):
        register(agenda.make(**fields))
    assert not Registration.objects.exists()


def test_nobody_confirms_for_an_event_that_was_cancelled(agenda: Agenda) -> None:
    submission = register(agenda.fr)
    agenda.fr.status = "cancelled"
    agenda.fr.save_revision().publish()
    with pytest.raises(NotConfirmable):
        confirm(submission)
    submission.refresh_from_db()
    assert submission.confirmed_at is None


def test_a_registration_never_names_anybody_in_logs(agenda: Agenda, english) -> None:
    registration = come(agenda.fr, "a@example.org")
    assert str(registration) == f"Registration {registration.pk}"
