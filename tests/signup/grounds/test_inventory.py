"""The inventory of personal data against the database as it is."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.forms import Form

from hustings_home import inventory
from hustings_home.inventory import registry
from hustings_signup import forms
from hustings_signup.importing import names
from hustings_signup.segments import conditions

NOTICES = Path(__file__).parents[3] / "site/hustings/campaign/content/shared/notices"
#: It records no consent, so whatever stands in it has no ground and is listed by the audit.
WAGTAILS_FORMS = "wagtailforms.FormSubmission"
#: Words that no name of a column or field of ours may contain (consent.md R15 and R20): sensitive
#: traits, guesses about a person, and the data of a second person.
FORBIDDEN = {
    "age", "birth", "birthday", "birthdate", "born", "dob", "year_of_birth",
    "score", "rating", "rank", "likelihood", "probability", "support_level", "lean", "affinity",
    "ethnicity", "ethnic", "race", "religion", "faith", "gender", "sex", "orientation", "health",
    "income", "party", "union", "facebook", "twitter", "instagram", "tiktok", "voter",
    "spouse", "partner", "friend", "friends", "child", "children", "parent", "guest", "guests",
    "companion", "household", "referrer", "referred", "invited", "neighbour", "relative",
}  # fmt: skip
#: How many come along is a number, not a person.
ALLOWED = {"party_size", "party_limit"}


def ours() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label.startswith("hustings")
    ]


def forms_of(base: type[Form]) -> list[type[Form]]:
    return [base, *(deeper for form in base.__subclasses__() for deeper in forms_of(form))]


@pytest.mark.django_db
def test_r15_every_column_of_every_table_in_the_database_is_declared():
    assert inventory.undeclared() == []


@pytest.mark.django_db
def test_r15_a_new_column_is_missed_until_it_is_declared():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE hustings_signup_supporter ADD COLUMN shoe_size integer")
    assert "hustings_signup_supporter.shoe_size" in inventory.undeclared()


@pytest.mark.django_db
def test_r15_a_new_table_is_missed_until_it_is_declared():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE private_spreadsheet (email varchar(254))")
    assert "private_spreadsheet.email" in inventory.undeclared()


def test_r15_our_own_tables_are_declared_column_by_column():
    tables = [table for table in inventory.registered() if table.label.startswith("hustings")]
    assert {table.model for table in tables} >= {model for model in ours() if not model._meta.proxy}
    for table in tables:
        assert registry.REST not in table.columns, table.label


def test_a_declared_column_exists():
    for table in inventory.registered():
        if table.model is None:
            continue
        there = {column.column for column in table.model._meta.local_concrete_fields}
        gone = set(table.columns) - there - {registry.REST}
        assert not gone, f"{table.label} has no {gone}"


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_r15_no_column_holds_a_trait_a_score_or_a_second_person(model):
    for field in model._meta.local_concrete_fields:
        words = set(re.split(r"[_\d]+", field.column)) | {field.column}
        assert field.column in ALLOWED or not words & FORBIDDEN, field.column


@pytest.mark.parametrize("form", forms_of(forms.PublicForm), ids=lambda form: form.__name__)
def test_r15_no_public_form_asks_for_a_trait_or_a_second_person(form):
    for name in form.base_fields:
        words = set(re.split(r"[_\d]+", name)) | {name}
        assert name in ALLOWED or not words & FORBIDDEN, name


def test_r20_no_column_and_no_form_holds_an_age():
    ages = {"age", "birth", "birthday", "birthdate", "born", "dob", "minor", "adult", "majority"}
    columns = {field.column for model in ours() for field in model._meta.local_concrete_fields}
    fields = {name for form in forms_of(forms.PublicForm) for name in form.base_fields}
    for name in columns | fields:
        assert not set(name.split("_")) & ages, name


def test_r20_nobody_is_chosen_by_their_age():
    """All that a segment may ask. Whoever adds a question looks at rule 20 first."""
    assert set(conditions.KINDS) == {"list", "tag", "place", "acted", "known", "language"}


@pytest.mark.parametrize("name", ["age", "Date de naissance", "birthdate", "DOB", "year of birth"])
def test_r20_an_age_in_a_file_is_refused_by_name(name):
    assert names.is_refused(name)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_r20_every_notice_shipped_says_15(language):
    files = sorted(NOTICES.glob("*.toml"))
    assert len(files) >= 4
    for path in files:
        assert re.search(r"\b15\b", tomllib.loads(path.read_text())[language]["body"]), path.name


def test_every_personal_column_answers_for_itself():
    for table in inventory.registered():
        for column, said in table.personal.items():
            where = f"{table.label}.{column}"
            assert str(said.why) and str(said.period.words) and str(said.seen_by), where
            assert re.fullmatch(r"|P(\d+[YMWD])+|PT\d+H", said.period.iso), where
            assert said.ground in inventory.Ground.values, where


def test_what_rests_on_consent_leads_to_a_person():
    for table in inventory.registered():
        grounds = {said.ground for said in table.personal.values()}
        needs_a_person = inventory.Ground.CONSENT in grounds and table.label != WAGTAILS_FORMS
        assert not needs_a_person or table.about, table.label
