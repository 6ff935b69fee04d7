"""Nothing changes or deletes a record, by any way into the database."""

import json
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.core.serializers import serialize
from django.db import DatabaseError, connection, transaction
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.snippets.models import get_snippet_models

from hustings_signup import triggers
from hustings_signup.models import ConsentRecord, LedgerSeal, Notice, Supporter
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


def test_saving_and_deleting_a_row_are_refused(record: ConsentRecord) -> None:
    seal()
    for row in (record, Notice.objects.first(), LedgerSeal.objects.first()):
        for forbidden in (row.save, row.delete):
            with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
                forbidden()


def immediate_constraints() -> None:
    """What the test itself wrote must not be in the way of a TRUNCATE."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_flush_is_refused_and_takes_nothing_with_it(record: ConsentRecord) -> None:
    seal()
    immediate_constraints()
    with pytest.raises(CommandError, match="couldn't be flushed"):
        call_command("flush", interactive=False)
    assert ConsentRecord.objects.filter(pk=record.pk).exists()
    assert Supporter.objects.exists(), "all or nothing"
    assert triggers.missing() == []


def test_loaddata_rewrites_no_row(record: ConsentRecord, tmp_path: Path) -> None:
    seal()
    for row in (record, Notice.objects.first(), LedgerSeal.objects.first()):
        [fixture] = json.loads(serialize("json", [row]))
        changed = {"purpose": "forged", "version": 9}
        fixture["fields"].update({k: v for k, v in changed.items() if k in fixture["fields"]})
        file = tmp_path / "forged.json"
        file.write_text(json.dumps([fixture]))
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            call_command("loaddata", str(file), verbosity=0)
    assert not ConsentRecord.objects.filter(purpose="forged").exists()


def test_no_screen_of_the_admin_edits_the_ledger(record: ConsentRecord, staff) -> None:
    seal()
    finder = AdminURLFinder(staff)
    for row in (record, Notice.objects.first(), LedgerSeal.objects.first()):
        assert type(row) not in get_snippet_models()
        assert finder.get_edit_url(row) is None


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
