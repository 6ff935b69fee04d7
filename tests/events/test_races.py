"""Seats at the same moment: on the real database, with real threads."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import F, Sum

from hustings_events import seats, services
from hustings_events.models import Event, EventPage, Registration
from hustings_signup import services as signup
from hustings_signup.models import Submission
from hustings_signup.visits import Visit
from tests.conftest import make_campaign
from tests.events.conftest import Agenda, State, confirm, make_agenda, register

pytestmark = pytest.mark.django_db(transaction=True)

VISITORS, SEATS = 200, 50
#: PostgreSQL accepts 100 connections out of the box.
AT_ONCE = 40


@pytest.fixture
def hall(transactional_db: None) -> Agenda:
    """An event with fifty places and no other limit in the way."""
    return make_agenda(make_campaign(), capacity=SEATS)


def all_at_once(jobs: Iterable[Callable[[], object]]) -> list[object]:
    """Run the jobs on many threads, each with a connection of its own; what they returned."""

    def run(job: Callable[[], object]) -> object:
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return list(pool.map(run, jobs))


def sold(page: EventPage) -> int:
    """Seats taken; they must be the sum of the seats held, and never more than there are."""
    row = Event.objects.get(pk=page.row.pk)
    held = row.registrations.aggregate(total=Sum("seats_held"))["total"] or 0
    assert held == row.seats_taken <= row.capacity
    return held


def test_two_hundred_at_once_hold_exactly_fifty_seats(hall: Agenda) -> None:
    def visitor(number: int) -> Callable[[], object]:
        return lambda: register(hall.fr if number % 2 else hall.en, f"v{number}@example.org")

    submissions = all_at_once(visitor(number) for number in range(VISITORS))
    assert len(submissions) == Registration.objects.count() == VISITORS
    assert sold(hall.fr) == SEATS
    assert Registration.objects.filter(seats_held=1).count() == SEATS


def test_a_hundred_confirming_at_once_sell_exactly_fifty_seats(hall: Agenda) -> None:
    submissions = [register(hall.fr, f"v{number}@example.org") for number in range(100)]
    all_at_once(lambda s=submission: confirm(s) for submission in submissions)
    assert sold(hall.fr) == SEATS
    assert Registration.objects.filter(state=State.REGISTERED).count() == SEATS
    assert Registration.objects.filter(state=State.WAITING).count() == 100 - SEATS


def test_parties_of_four_fill_the_hall_and_no_more(hall: Agenda) -> None:
    submissions = [register(hall.fr, f"v{number}@example.org", party=4) for number in range(40)]
    all_at_once(lambda s=submission: confirm(s) for submission in submissions)
    assert SEATS - 3 <= sold(hall.fr) <= SEATS


def test_who_cancels_at_once_hands_over_every_seat(hall: Agenda) -> None:
    submissions = [register(hall.fr, f"v{number}@example.org") for number in range(70)]
    for submission in submissions:
        confirm(submission)
    leaving = list(Registration.objects.filter(state=State.REGISTERED)[:15])
    all_at_once(lambda r=one: services.cancel(registration=r) for one in leaving)
    assert sold(hall.fr) == SEATS
    assert Registration.objects.filter(state=State.WAITING).count() == 5


def test_one_mailbox_at_once_is_one_registration(hall: Agenda) -> None:
    submissions = all_at_once(
        lambda: register(hall.fr, "a@example.org", party=2) for _ in range(12)
    )
    assert sold(hall.fr) == 2
    all_at_once(lambda s=submission: confirm(s) for submission in submissions)
    assert Registration.objects.filter(state=State.REGISTERED).count() == 1
    assert sold(hall.fr) == 2


def test_cancelling_twice_at_once_gives_the_seat_back_once(hall: Agenda) -> None:
    registration = confirm(register(hall.fr, "a@example.org", party=3))
    confirm(register(hall.fr, "b@example.org", party=4))
    done = all_at_once(lambda: services.cancel(registration=registration) for _ in range(8))
    assert sorted(done) == [False] * 7 + [True]
    assert sold(hall.fr) == 4


def test_counting_and_then_inserting_would_oversell(hall: Agenda) -> None:
    """Negative control: the same crowd without the conditional update, on a copy of the count."""
    looked = threading.Barrier(20)
    sold_carelessly: list[int] = []
    row = hall.row
    Event.objects.filter(pk=row.pk).update(seats_taken=SEATS - 5)

    def careless() -> None:
        left = Event.objects.get(pk=row.pk).seats_left
        looked.wait()
        if left:
            sold_carelessly.append(1)

    def careful() -> bool:
        looked.wait()
        return seats.take(row, 1)

    all_at_once(careless for _ in range(20))
    assert len(sold_carelessly) == 20 > 5
    assert sum(map(bool, all_at_once(careful for _ in range(20)))) == 5
    assert Event.objects.filter(pk=row.pk, seats_taken=F("capacity")).exists()


def test_r3_presses_on_thank_you_pages_at_once_sell_exactly_the_seats_there_are(
    hall: Agenda,
) -> None:
    """Twelve people, each pressing twice, for an event with five places."""
    people = [register(hall.fr, f"v{number}@example.org") for number in range(12)]
    for submission in people:
        confirm(submission)
    page = hall.make(slug="porte", title="Porte-à-porte", capacity=5)
    notice = page.current_notice()

    def press(submission: Submission) -> object:
        fresh = EventPage.objects.get(pk=page.pk)
        return signup.go_on(after=submission.uuid, page=fresh, notice=notice, visit=Visit())

    all_at_once(lambda s=submission: press(s) for submission in [*people, *people])
    assert sold(page) == 5
    rows = Registration.objects.filter(event=page.row)
    assert rows.filter(state=State.REGISTERED).count() == 5
    assert rows.filter(state=State.WAITING).count() == 7
    assert rows.count() == 12
