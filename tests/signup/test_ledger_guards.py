"""Nothing changes or deletes a record, by any way into the database."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.core.serializers import serialize
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, ProtectedError
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


KEYS = [(table, key) for table, keys in sorted(triggers.GUARDED.items()) for key in keys]


def model_of(table: str) -> type[Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def forged(table: str, key: tuple[str, ...]) -> tuple[str, str]:
    """Columns and values of the last row again: the same by one key, another by all others."""
    own = {
        "id": "id + 7000",
        "uuid": f"'{'f' * 32}'",
        "sha256": "'forged'",
        "number": "number + 7000",
        "version": "version + 7000",
    }
    columns = [field.column for field in model_of(table)._meta.concrete_fields]
    values = [own[name] if name in own and name not in key else name for name in columns]
    return ", ".join(columns), f"SELECT {', '.join(values)} FROM {table}"


@pytest.mark.parametrize("table", sorted(triggers.GUARDED))
def test_the_guards_know_every_unique_key(table: str) -> None:
    meta = model_of(table)._meta
    own = {(field.column,) for field in meta.concrete_fields if field.unique}
    constraints = {
        tuple(meta.get_field(name).column for name in constraint.fields)
        for constraint in meta.total_unique_constraints
    }
    assert set(triggers.GUARDED[table]) == own | constraints


@pytest.mark.parametrize("table, key", KEYS)
def test_no_insert_takes_the_place_of_a_row(
    record: ConsentRecord, table: str, key: tuple[str, ...]
) -> None:
    seal()
    model = model_of(table)
    before = list(model.objects.order_by("pk").values())
    columns, rows = forged(table, key)
    target, column = ", ".join(key), model._meta.concrete_fields[-1].column
    set_ = f"ON CONFLICT ({target}) DO UPDATE SET {column} = EXCLUDED.{column}"
    # "WHERE true": else SQLite reads ON CONFLICT as the ON of a join.
    refused(f"INSERT INTO {table} ({columns}) {rows} WHERE true {set_}")
    if connection.vendor == "sqlite":
        with pragma("recursive_triggers", "OFF"):  # as in the client of an intruder
            refused(f"INSERT OR REPLACE INTO {table} ({columns}) {rows}")
            refused(f"REPLACE INTO {table} ({columns}) {rows}")
            refused(f"UPDATE OR REPLACE {table} SET id = id + 7000")
    assert list(model.objects.order_by("pk").values()) == before


@contextmanager
def pragma(name: str, value: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        [before] = cursor.fetchone()
        cursor.execute(f"PRAGMA {name} = {value}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {name} = {before}")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", [*sorted(triggers.GUARDED), "wagtailcore_site"])
def test_truncate_is_refused_by_name_and_by_cascade(record: ConsentRecord, table: str) -> None:
    seal()
    immediate_constraints()
    refused(f"TRUNCATE {table} CASCADE")
    refused(f"TRUNCATE {table} RESTART IDENTITY CASCADE")
    assert ConsentRecord.objects.filter(pk=record.pk).exists()


@pytest.mark.parametrize("model", [ConsentRecord, Notice, LedgerSeal])
def test_the_orm_is_refused_too(record: ConsentRecord, model: type[Model]) -> None:
    seal()
    row = model.objects.order_by("pk").first()
    name = model._meta.concrete_fields[-1].attname
    copies = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    before = list(model.objects.order_by("pk").values())
    for forbidden in (
        lambda: model.objects.update(**{name: getattr(row, name)}),
        lambda: model.objects.filter(pk=row.pk).delete(),
        lambda: model.objects.all()._raw_delete("default"),
        lambda: model.objects.bulk_update([row], [name]),
        lambda: model.objects.update_or_create(pk=row.pk, defaults={name: getattr(row, name)}),
        lambda: model.objects.bulk_create(
            [model(**copies)], update_conflicts=True, update_fields=[name], unique_fields=["id"]
        ),
        lambda: model.objects.bulk_create([model(**copies)]),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()
    assert list(model.objects.order_by("pk").values()) == before


def test_no_site_takes_its_records_along(record: ConsentRecord) -> None:
    with pytest.raises(ProtectedError), transaction.atomic():
        record.site.delete()
    assert ConsentRecord.objects.filter(pk=record.pk).exists()


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
