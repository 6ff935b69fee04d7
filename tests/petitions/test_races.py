"""What happens at the same moment; on the real database, with real threads."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection
from django.db.models import F

from hustings_petitions import services, tally
from hustings_petitions.models import Petition, Signature, Tally
from hustings_signup import services as signup
from hustings_signup.models import ConsentRecord, Submission
from hustings_signup.visits import Visit
from tests.conftest import make_campaign
from tests.petitions.conftest import (
    Petitions,
    make_petition,
    make_petitions,
    person,
    sign,
    sign_and_confirm,
)

State = Signature.State
AT_ONCE = 6


@pytest.fixture
def petitions(transactional_db: None) -> Petitions:
    return make_petitions(make_campaign())


def at_once(*jobs: Callable[[], object]) -> list[BaseException]:
    """Run the jobs from one starting shot; the errors they raised."""
    start = threading.Barrier(len(jobs))
    errors: list[BaseException] = []

    def run(job: Callable[[], object]) -> None:
        start.wait()
        try:
            job()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def count(petitions: Petitions) -> int:
    tally.fold()
    return petitions.row.count


def test_the_same_mailbox_signing_at_once_counts_once(petitions: Petitions) -> None:
    assert at_once(*[lambda: sign(petitions.fr)] * AT_ONCE) == []
    assert Signature.objects.count() == 1
    submissions = list(Submission.objects.all())
    assert len(submissions) == AT_ONCE
    confirm = [lambda s=s: signup.confirm(submission=s, send_mail=False) for s in submissions]
    assert at_once(*confirm) == []
    assert Signature.objects.get().state == State.CONFIRMED
    assert count(petitions) == 1
    assert tally.recount() == 0


def test_without_the_constraint_the_same_race_would_store_several(petitions: Petitions) -> None:
    """Negative control: look-then-insert, as it must not be done, meets the constraint."""
    submission = sign(petitions.fr)
    Signature.objects.all().delete()
    looked = threading.Barrier(AT_ONCE)

    def careless() -> None:
        is_new = not Signature.objects.filter(mailbox_key=submission.folded_hash).exists()
        looked.wait()
        if is_new:
            Signature.objects.create(
                petition=petitions.row,
                mailbox_key=submission.folded_hash,
                supporter=submission.supporter,
                created_at=submission.created_at,
                expires_at=submission.expires_at,
            )

    errors = at_once(*[careless] * AT_ONCE)
    assert len(errors) == AT_ONCE - 1
    assert all(isinstance(error, IntegrityError) for error in errors)


def test_a_counter_moved_by_each_request_would_count_one_person_twice(
    petitions: Petitions,
) -> None:
    """Negative control: read the state, then add one, as it must not be done."""
    sign(petitions.fr)
    looked = threading.Barrier(AT_ONCE)

    def careless() -> None:
        signature = Signature.objects.get()
        looked.wait()
        if signature.state == State.PENDING:
            Signature.objects.filter(pk=signature.pk).update(
                state=State.CONFIRMED, confirmed_at=signature.created_at
            )
            Tally.objects.update(confirmed=F("confirmed") + 1)

    assert at_once(*[careless] * AT_ONCE) == []
    assert petitions.row.count == AT_ONCE


def test_many_people_at_once_are_all_counted_while_the_tally_runs(petitions: Petitions) -> None:
    people = [f"p{number}@example.org" for number in range(8)]
    jobs: list[Callable[[], object]] = [
        lambda address=address: sign_and_confirm(petitions.fr, address) for address in people
    ]
    assert at_once(*jobs, tally.fold, tally.fold, tally.recount) == []
    assert count(petitions) == len(people)
    assert tally.recount() == 0


def test_two_tallies_at_once_add_the_window_once(petitions: Petitions) -> None:
    for number in range(5):
        sign_and_confirm(petitions.fr, f"p{number}@example.org")
    assert at_once(*[tally.fold] * 4) == []
    assert count(petitions) == 5


def test_withdrawing_at_once_takes_away_once(petitions: Petitions) -> None:
    sign_and_confirm(petitions.fr, "a@example.org")
    sign_and_confirm(petitions.fr, "b@example.org")
    tally.fold()
    pk = Signature.objects.earliest("pk").pk

    def withdraw() -> None:
        services.withdraw(signature=Signature.objects.get(pk=pk))

    assert at_once(*[withdraw] * 4, tally.fold) == []
    assert count(petitions) == 1
    assert ConsentRecord.objects.filter(type="withdrawn").count() == 1


def test_publishing_both_languages_at_once_makes_one_row(petitions: Petitions) -> None:
    Signature.objects.all().delete()
    Tally.objects.all().delete()
    Petition.objects.all().delete()
    publish = [lambda page=page: services.ensure_row(page) for page in (petitions.fr, petitions.en)]
    assert at_once(*publish, *publish) == []
    assert Tally.objects.count() == 1


def test_r3_six_presses_on_a_thank_you_page_at_once_count_once(petitions: Petitions) -> None:
    first = sign_and_confirm(petitions.fr)
    page = make_petition(petitions.index_fr, slug="abri", title="Un abri")
    notice = page.current_notice()

    def press() -> None:
        fresh = type(page).objects.get(pk=page.pk)
        signup.go_on(after=first.uuid, page=fresh, notice=notice, visit=Visit())

    assert at_once(*[press] * AT_ONCE) == []
    assert Submission.objects.count() == 2
    assert ConsentRecord.objects.filter(type="given").count() == 2
    assert count(petitions) == 1
    assert Signature.objects.filter(state=State.CONFIRMED).count() == 2


def test_r3_without_the_lock_the_same_presses_would_meet_the_constraint(
    petitions: Petitions,
) -> None:
    """Negative control: look-then-insert, as it must not be done."""
    sign_and_confirm(petitions.fr)
    page = make_petition(petitions.index_fr, slug="abri", title="Un abri")
    notice = page.current_notice()
    same = uuid.uuid4()
    looked = threading.Barrier(AT_ONCE)

    def careless() -> None:
        is_new = not Submission.objects.filter(uuid=same).exists()
        looked.wait()
        if is_new:
            services.sign(
                page=type(page).objects.get(pk=page.pk),
                person=person(),
                asked={},
                notice=notice,
                visit=Visit(),
                locale="fr",
                press=same,
            )

    errors = at_once(*[careless] * AT_ONCE)
    assert len(errors) == AT_ONCE - 1
    assert all(isinstance(error, IntegrityError) for error in errors)
