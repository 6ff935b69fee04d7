"""Nothing changes or deletes a record, by any way into the database."""

import pytest
from django.core.checks import run_checks
from django.db import DatabaseError, connection, transaction

from hustings_signup import triggers
from hustings_signup.models import ConsentRecord, Notice
from hustings_signup.proof.sealing import seal
from tests.signup.conftest import Signup


@pytest.fixture
def record(signup: Signup) -> ConsentRecord:
    signup.submit()
    return ConsentRecord.objects.first()


def refused(statement: str, *args: object) -> None:
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, args)


@pytest.mark.parametrize("table", sorted(triggers.GUARDED))
def test_sql_can_neither_update_nor_delete(record: ConsentRecord, table: str) -> None:
    seal()
    refused(f"UPDATE {table} SET id = id + 1")
    refused(f"DELETE FROM {table}")


def test_a_record_cannot_be_replaced_by_another_insert(record: ConsentRecord) -> None:
    columns = [f.column for f in ConsentRecord._meta.concrete_fields if f.column != "purpose"]
    names = ", ".join(columns)
    if connection.vendor == "sqlite":
        refused(
            f"INSERT OR REPLACE INTO hustings_signup_consentrecord ({names}, purpose) "
            f"SELECT {names}, 'forged' FROM hustings_signup_consentrecord"
        )
    else:
        refused(
            f"INSERT INTO hustings_signup_consentrecord ({names}, purpose) "
            f"SELECT {names}, 'forged' FROM hustings_signup_consentrecord "
            "ON CONFLICT (id) DO UPDATE SET purpose = EXCLUDED.purpose"
        )
        with connection.cursor() as cursor:  # what the test itself wrote must not be in the way
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        refused("TRUNCATE hustings_signup_consentrecord")
    record.refresh_from_db()
    assert record.purpose == "updates.campaign"


def test_the_orm_is_refused_too(record: ConsentRecord) -> None:
    for forbidden in (
        lambda: ConsentRecord.objects.update(purpose="forged"),
        lambda: ConsentRecord.objects.all()._raw_delete("default"),
        lambda: Notice.objects.update(version=7),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()


def test_the_check_is_silent_while_the_guards_stand(db: None) -> None:
    assert [e for e in run_checks(databases=["default"]) if e.id == "hustings_signup.E001"] == []


@pytest.mark.django_db(transaction=True)
def test_the_check_names_a_missing_guard_and_migrate_brings_it_back() -> None:
    name = "hustings_signup_consentrecord_no_delete"
    with connection.cursor() as cursor:
        suffix = " ON hustings_signup_consentrecord" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{suffix}")
    found = [e for e in run_checks(databases=["default"]) if e.id == "hustings_signup.E001"]
    assert name in found[0].msg
    triggers.ensure()
    assert triggers.missing() == []
