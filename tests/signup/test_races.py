"""What happens at the same moment; on the real database, with real threads."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from hustings_signup import services
from hustings_signup.models import ConsentRecord, Submission, Subscription, Supporter
from hustings_signup.services.confirming import _answer
from tests.signup.conftest import Signup

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_the_same_new_mailbox_at_once_is_one_person(signup: Signup) -> None:
    assert at_once(*[lambda: signup.submit()] * 6) == []
    assert Supporter.objects.count() == 1
    assert Submission.objects.count() == 6
    assert Subscription.objects.count() == 1


def test_six_presses_at_once_confirm_once(signup: Signup) -> None:
    submission = signup.submit(ticked=("updates.beyond",))

    def press() -> None:
        services.confirm(submission=Submission.objects.get(pk=submission.pk))

    assert at_once(*[press] * 6) == []
    assert ConsentRecord.objects.filter(type="given").count() == 2


def test_without_the_claim_the_same_race_would_confirm_more_than_once(signup: Signup) -> None:
    """Negative control: check-then-write, as it must not be done, doubles the records."""
    submission = signup.submit()
    looked = threading.Barrier(4)

    def careless() -> None:
        found = Submission.objects.get(pk=submission.pk)
        looked.wait()
        if found.confirmed_at is None:
            Submission.objects.filter(pk=found.pk).update(confirmed_at=found.created_at)
            record = ConsentRecord.objects.get(
                submission=found.uuid, purpose=found.act, type="requested"
            )
            _answer(record, ConsentRecord.Type.GIVEN, at=found.created_at).save()

    assert at_once(*[careless] * 4) == []
    assert ConsentRecord.objects.filter(type="given", purpose="updates.campaign").count() > 1


def test_withdrawing_while_confirming_ends_in_a_state_the_ledger_explains(signup: Signup) -> None:
    submission = signup.submit()
    supporter = submission.supporter
    assert (
        at_once(
            lambda: services.confirm(submission=Submission.objects.get(pk=submission.pk)),
            lambda: services.withdraw(supporter=supporter),
        )
        == []
    )
    last = ConsentRecord.objects.filter(type__in=["given", "withdrawn"]).order_by("pk").last()
    expected = {"given": "active", "withdrawn": "withdrawn"}[last.type]
    assert Subscription.objects.get().state == expected
