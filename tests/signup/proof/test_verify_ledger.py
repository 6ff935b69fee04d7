"""Whoever changes the ledger behind its triggers' back is found, and the record is named."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hustings_signup import ledger
from hustings_signup.models import ConsentEvidence, ConsentRecord, LedgerSeal
from hustings_signup.proof import chain, sealing
from hustings_signup.proof.verification import bound_evidence
from tests.signup.conftest import Signup
from tests.signup.proof.conftest import RECORDS, SEALS, chain_faults, unguarded


@pytest.fixture
def sealed(history: list[ConsentRecord]) -> list[ConsentRecord]:
    sealing.seal()
    return history


def verify() -> str:
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    return out.getvalue()


def complaint() -> str:
    with pytest.raises(CommandError) as error:
        verify()
    assert error.value.returncode == 1
    return str(error.value)


def test_a_sound_ledger_is_said_to_be_sound(sealed: list[ConsentRecord]) -> None:
    said = verify()
    assert "10 records in 1 seals, 0 not sealed yet" in said
    assert f"{ConsentEvidence.objects.count()} pieces of evidence" in said
    assert "2 notices" in said


def test_a_changed_word_is_named(sealed: list[ConsentRecord]) -> None:
    with unguarded() as run:
        run(f"UPDATE {RECORDS} SET purpose = 'sms.campaign' WHERE id = %s", sealed[4].pk)
    assert complaint().startswith(f"Record {sealed[4].pk} ({sealed[4].uuid}) was changed")


def test_a_changed_record_with_a_new_hash_is_named(sealed: list[ConsentRecord]) -> None:
    forged = ConsentRecord.objects.get(pk=sealed[2].pk)
    forged.type = "given"
    with unguarded() as run:
        run(
            f"UPDATE {RECORDS} SET type = 'given', record_hash = %s WHERE id = %s",
            ledger.record_hash(forged),
            forged.pk,
        )
    assert complaint() == f"Record {forged.pk} ({forged.uuid}) is not the one seal 1 holds."


def test_a_changed_moment_of_recording_is_named(sealed: list[ConsentRecord]) -> None:
    with unguarded() as run:
        run(
            f"UPDATE {RECORDS} SET recorded_at = %s WHERE id = %s",
            sealed[4].recorded_at - timedelta(days=300),
            sealed[4].pk,
        )
    assert f"Record {sealed[4].pk} " in complaint()


@pytest.mark.parametrize("which", [0, 5, -1])
def test_a_missing_record_is_named(sealed: list[ConsentRecord], which: int) -> None:
    with unguarded() as run:
        run(f"DELETE FROM {RECORDS} WHERE id = %s", sealed[which].pk)
    assert complaint().startswith(f"Record {sealed[which].pk} of seal 1 is missing.")


def test_two_records_that_changed_places_are_named(sealed: list[ConsentRecord]) -> None:
    one, other = sealed[2].pk, sealed[7].pk
    with unguarded() as run:
        for source, target in ((one, -1), (other, one), (-1, other)):
            run(f"UPDATE {RECORDS} SET id = %s WHERE id = %s", target, source)
    first, second = complaint().splitlines()
    assert first == (
        f"Record {one} ({sealed[7].uuid}) was swapped: it was sealed as record {other}."
    )
    assert f"sealed as record {one}" in second


def test_a_record_slipped_in_among_sealed_ones_is_named(
    sealed: list[ConsentRecord], signup: Signup
) -> None:
    victim = sealed[6]
    with unguarded() as run:
        run(f"DELETE FROM {RECORDS} WHERE id = %s", victim.pk)
        victim.purpose = "volunteer.contact"
        victim.record_hash = ledger.record_hash(victim)
        victim.save(force_insert=True)
    assert f"Record {victim.pk} ({victim.uuid}) is not the one" in complaint()


def test_a_record_put_into_an_old_gap_is_named(sealed: list[ConsentRecord], signup: Signup) -> None:
    LedgerSeal.objects.all()
    with unguarded() as run:
        run(f"DELETE FROM {SEALS}")
        run(f"DELETE FROM {RECORDS} WHERE id = %s", sealed[3].pk)
    sealing.seal(at=timezone.now() - timedelta(days=3))
    assert chain_faults() == []
    sealed[3].save(force_insert=True)
    assert sealing.seal() == 0
    assert chain_faults() == [f"Record {sealed[3].pk} was put among the records of seal 1 later."]


def test_a_changed_seal_is_named(sealed: list[ConsentRecord], signup: Signup) -> None:
    signup.submit("zoe@example.org")
    sealing.seal()
    with unguarded() as run:
        run(f"UPDATE {SEALS} SET sealed_at = %s WHERE number = 1", timezone.now())
    assert complaint() == "Seal 1 was changed."


def test_a_seal_made_anew_over_other_records_breaks_the_next(
    sealed: list[ConsentRecord], signup: Signup
) -> None:
    signup.submit("zoe@example.org")
    sealing.seal()
    with unguarded() as run:
        run(f"UPDATE {SEALS} SET records_hash = %s, seal_hash = %s WHERE number = 1", "0" * 64, "")
        row = LedgerSeal.objects.get(number=1)
        run(f"UPDATE {SEALS} SET seal_hash = %s WHERE number = 1", chain.seals.seal_hash(row))
    assert chain_faults() == [
        "The records of seal 1 do not give its hash.",
        "Seal 2 does not follow from the seal before it.",
    ]


def test_a_missing_seal_is_named(sealed: list[ConsentRecord], signup: Signup) -> None:
    signup.submit("zoe@example.org")
    sealing.seal()
    with unguarded() as run:
        run(f"DELETE FROM {SEALS} WHERE number = 1")
    assert complaint().startswith("Seal 1 is missing.")


def test_changed_evidence_is_named_and_destroyed_evidence_is_no_fault(
    sealed: list[ConsentRecord],
) -> None:
    ConsentEvidence.objects.filter(kind="network").delete()
    verify()
    row = ConsentEvidence.objects.first()
    row.content = {"email": "somebody.else@example.org"}
    row.save()
    said = complaint()
    assert said == f"Evidence {row.pk} was changed: its commitment is another."
    assert "example.org" not in said


def test_evidence_that_no_record_committed_to_is_named(sealed: list[ConsentRecord]) -> None:
    row = ledger.evidence(
        kind="submission",
        subject=sealed[0].subject,
        submission=sealed[0].submission,
        content={"email": "made.up@example.org"},
        at=timezone.now(),
    )
    row.save()
    assert complaint() == f"Evidence {row.pk} belongs to no record of its submission."


def test_a_chunk_at_a_time_gives_the_same_answer(
    sealed: list[ConsentRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "CHUNK", 3)
    monkeypatch.setattr(chain, "SEALS", 1)
    assert chain_faults() == []


COLUMNS = sorted({f.column for f in ConsentRecord._meta.concrete_fields} - {"id", "site_id"})


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(column=st.sampled_from(COLUMNS), which=st.integers(0, 9))
def test_whatever_column_of_whatever_record_is_changed_that_record_is_named_first(
    sealed: list[ConsentRecord], column: str, which: int
) -> None:
    record = sealed[which]
    field = ConsentRecord._meta.get_field(column)
    value = {
        "UUIDField": "00000000-0000-4000-8000-00000000000f",
        "DateTimeField": timezone.now() + timedelta(days=1),
        "PositiveSmallIntegerField": 9,
    }.get(field.get_internal_type(), "zz")
    if field.get_internal_type() == "UUIDField":
        value = field.get_db_prep_value(value, connection)
    kept = ConsentRecord.objects.filter(pk=record.pk).values(column)[0][column]
    with unguarded() as run:
        run(f"UPDATE {RECORDS} SET {column} = %s WHERE id = %s", value, record.pk)
    assert f"Record {record.pk} (" in chain_faults()[0]
    back = field.get_db_prep_save(kept, connection)
    with unguarded() as run:
        run(f"UPDATE {RECORDS} SET {column} = %s WHERE id = %s", back, record.pk)
    assert chain_faults() == []


def test_evidence_of_another_submission_is_named(sealed: list[ConsentRecord]) -> None:
    row = ConsentEvidence.objects.first()
    row.submission = uuid4()
    row.save()
    assert complaint() == f"Evidence {row.pk} belongs to no record of its submission."


def test_a_large_import_whose_rows_share_one_submission_is_verified_person_by_person(
    sealed: list[ConsentRecord],
) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = bound_evidence().explain()
    assert "hustings_signup_record_subject" in plan
    assert "hustings_signup_record_act" not in plan
