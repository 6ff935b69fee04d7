"""The role of the web may add to the ledger; it cannot change it, nor take its guards away."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from hustings_signup import triggers
from hustings_signup.management.commands.ledger_grants import statements
from hustings_signup.models import ConsentRecord
from hustings_signup.proof import sealing
from tests.signup.conftest import Signup

ROLE = "hustings_web_of_a_test"


@pytest.fixture
def as_web(signup: Signup):
    """From here on as a role that was only given the grants; all of it rolled back."""
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has roles")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"CREATE ROLE {ROLE}")
        for statement in statements(ROLE):
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        yield cursor
        cursor.execute("RESET ROLE")


def test_it_signs_people_up_and_seals(as_web, signup: Signup) -> None:
    signup.submit()
    assert sealing.seal() == 3


@pytest.mark.parametrize("table", sorted(triggers.GUARDED))
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET id = id",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "ALTER TABLE {} DISABLE TRIGGER USER",
        "DROP TABLE {}",
        "DROP TRIGGER {0}_no_update ON {0}",
    ],
)
def test_it_can_neither_change_the_ledger_nor_its_guards(as_web, table, statement) -> None:
    refusal = r"permission denied|must be owner"
    with pytest.raises(DatabaseError, match=refusal), transaction.atomic():
        as_web.execute(statement.format(table))


def test_everything_else_it_may_do(as_web, signup: Signup) -> None:
    submission = signup.submit()
    submission.supporter.delete()
    assert ConsentRecord.objects.count() == 3


@pytest.mark.django_db
def test_the_command_prints_sql_or_says_that_there_are_no_roles(capsys) -> None:
    if connection.vendor != "postgresql":
        with pytest.raises(CommandError, match="roles"):
            call_command("ledger_grants", role="web")
        return
    call_command("ledger_grants", role='we"b')
    printed = capsys.readouterr().out
    assert printed.count(";\n") == 7
    assert "REVOKE UPDATE, DELETE" in printed
