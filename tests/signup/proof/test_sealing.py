"""Seals come in order, by themselves, over everything, and never in anybody's way."""

import threading

import pytest
from django.db import connection, transaction

from hustings_home import jobs
from hustings_signup.models import ConsentRecord, LedgerSeal
from hustings_signup.proof import sealing
from tests.signup.conftest import Signup
from tests.signup.proof.conftest import a_record, chain_faults
from tests.signup.test_races import at_once


def test_every_record_is_sealed_once_and_the_seals_form_a_chain(
    history: list[ConsentRecord], signup: Signup
) -> None:
    assert sealing.seal() == len(history)
    assert sealing.seal() == 0
    signup.submit("zoe@example.org")
    assert sealing.seal() == 3
    first, second = LedgerSeal.objects.order_by("number")
    assert (first.number, first.previous_hash, first.total) == (1, "", len(history))
    assert (second.number, second.previous_hash) == (2, first.seal_hash)
    assert second.total == ConsentRecord.objects.count()
    assert chain_faults() == []


def test_many_records_are_sealed_in_several_seals(
    history: list[ConsentRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 4)
    assert sealing.seal() == len(history) == 10
    assert list(LedgerSeal.objects.values_list("count", flat=True)) == [4, 4, 2]
    assert chain_faults() == []


def test_an_empty_ledger_has_no_seal(db: None) -> None:
    assert sealing.seal() == 0
    assert not LedgerSeal.objects.exists()


def test_tick_seals_at_least_every_minute() -> None:
    job = next(job for job in jobs.registered() if job.name == "seal-ledger")
    assert job.run is sealing.seal
    assert job.every.total_seconds() <= 60


@pytest.mark.django_db(transaction=True)
def test_a_record_taken_back_leaves_a_gap_and_no_fault(signup: Signup) -> None:
    signup.submit()
    with pytest.raises(RuntimeError), transaction.atomic():
        a_record(signup.campaign.site).save(force_insert=True)
        raise RuntimeError
    signup.submit("tom@example.org")
    assert sealing.seal() == 6
    assert chain_faults() == []


@pytest.mark.django_db(transaction=True)
def test_two_that_seal_at_once_make_one_chain(signup: Signup) -> None:
    for number in range(4):
        signup.submit(f"p{number}@example.org")
    assert at_once(*[lambda: sealing.seal()] * 6) == []
    sealing.seal()
    assert sum(LedgerSeal.objects.values_list("count", flat=True)) == 12
    assert chain_faults() == []


@pytest.mark.django_db(transaction=True)
def test_writers_and_sealers_at_once_lose_no_record(signup: Signup) -> None:
    def write(name: str) -> None:
        for number in range(5):
            signup.submit(f"{name}{number}@example.org")

    writers = [lambda name=name: write(name) for name in "abcd"]
    assert at_once(*writers, *[lambda: [sealing.seal() for _ in range(10)]] * 2) == []
    sealing.seal()
    assert sum(LedgerSeal.objects.values_list("count", flat=True)) == 60
    assert chain_faults() == []


@pytest.mark.django_db(transaction=True)
def test_a_smaller_id_that_commits_after_a_larger_one_was_sealed_is_sealed_next(
    signup: Signup,
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: ids commit in their order")
    site, inserted, may_commit = signup.campaign.site, threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                a_record(site).save(force_insert=True)
                inserted.set()
                may_commit.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    inserted.wait(20)
    a_record(site).save(force_insert=True)
    assert sealing.seal() == 1, "the one that is there; nobody waits for the other"
    assert chain_faults() == []
    may_commit.set()
    thread.join()
    smaller, larger = ConsentRecord.objects.order_by("pk").values_list("pk", flat=True)
    assert LedgerSeal.objects.get().missing[-1][-1] == smaller < larger
    assert chain_faults() == [], "not sealed yet, but no fault"
    assert sealing.seal() == 1
    assert LedgerSeal.objects.get(number=2).late == [smaller]
    assert sealing.seal() == 0
    assert chain_faults() == []
