"""The count: folded in every few seconds, repaired at night, never a row that requests share."""

import logging

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hustings_home import jobs
from hustings_petitions import services, tally
from hustings_petitions.models import Signature, Tally
from hustings_signup import services as signup
from tests.petitions.conftest import Petitions, make_petition, sign, sign_and_confirm


def test_the_jobs_run_often_enough_to_show_a_count_within_ten_seconds() -> None:
    every = {job.name: job.every.total_seconds() for job in jobs.registered()}
    assert every["count-signatures"] <= 5
    assert every["recount-petitions"] == 24 * 3600
    assert "expire-signatures" in every


def test_folding_adds_each_signature_once(petitions: Petitions) -> None:
    sign_and_confirm(petitions.fr, "a@example.org")
    sign_and_confirm(petitions.fr, "b@example.org")
    assert tally.fold() == 2
    assert tally.fold() == 0
    assert petitions.row.count == 2
    assert petitions.row.tally.counted_at is not None


def test_a_signature_withdrawn_before_it_was_counted_never_counts(petitions: Petitions) -> None:
    sign_and_confirm(petitions.fr)
    services.withdraw(signature=Signature.objects.get())
    assert tally.fold() == 0
    assert petitions.row.count == 0


def test_large_windows_are_folded_in_batches(
    petitions: Petitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "BATCH", 2)
    for number in range(5):
        sign_and_confirm(petitions.fr, f"p{number}@example.org")
    assert tally.fold() == 5
    assert petitions.row.count == 5


def test_every_petition_gets_its_own_part_of_the_window(petitions: Petitions) -> None:
    other = make_petition(petitions.index_fr, title="Des arbres", slug="arbres")
    for number in range(3):
        sign_and_confirm(petitions.fr, f"p{number}@example.org")
    sign_and_confirm(other, "p1@example.org")
    tally.fold()
    assert petitions.row.count == 3
    assert Tally.objects.get(petition__translation_key=other.translation_key).confirmed == 1


def test_confirming_writes_no_tally(petitions: Petitions) -> None:
    submission = sign(petitions.fr)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        signup.confirm(submission=submission, send_mail=False)
    written = [q["sql"] for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert written
    assert not [sql for sql in written if "hustings_petitions_tally" in sql]


def test_an_idle_run_takes_no_write_lock(petitions: Petitions) -> None:
    with CaptureQueriesContext(connection) as queries:
        tally.fold()
    assert [q["sql"].split()[0] for q in queries] == ["SELECT"]


def test_what_is_owed_is_found_through_its_partial_index(petitions: Petitions) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by size; its index is the same")
    plan = Signature.objects.filter(tally.OWED).order_by().values("pk")[:9].explain()
    assert "hustings_petitions_owed" in plan


def test_the_nightly_recount_repairs_and_logs(
    petitions: Petitions, caplog: pytest.LogCaptureFixture
) -> None:
    sign_and_confirm(petitions.fr)
    tally.fold()
    Tally.objects.update(confirmed=40)
    with caplog.at_level(logging.WARNING):
        assert tally.recount() == 1
    assert petitions.row.count == 1
    assert "said 40, the signatures say 1" in caplog.text
    assert tally.recount() == 0
    assert petitions.row.tally.recounted_at is not None


def test_a_recount_before_the_window_is_folded_finds_nothing_wrong(petitions: Petitions) -> None:
    sign_and_confirm(petitions.fr)
    assert tally.recount() == 0
    assert petitions.row.count == 0
    tally.fold()
    assert petitions.row.count == 1


def test_a_count_is_never_negative(petitions: Petitions) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Tally.objects.update(confirmed=-1)


def test_the_number_of_a_signature_is_the_count_it_makes(petitions: Petitions) -> None:
    numbers = []
    for index in range(4):
        sign_and_confirm(petitions.fr, f"p{index}@example.org")
        if index == 1:
            tally.fold()
        numbers.append(Signature.objects.latest("pk").number)
    assert numbers == [1, 2, 3, 4]
