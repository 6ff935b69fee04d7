"""`audit_consent` on a database where all is well, and on one where somebody slipped rows in."""

import io
import json
import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hustings_home.inventory import Ground
from hustings_signup import services
from hustings_signup.grounds.walk import Walk
from hustings_signup.models import ConsentEvidence, SubjectLink, Subscription
from tests.signup.grounds.conftest import insert, run


def findings(**options):
    return [(one.table, one.pk, one.column) for one in Walk(**options)]


def audit(*arguments):
    """What the command prints, and whether it failed."""
    out = io.StringIO()
    try:
        call_command("audit_consent", *arguments, stdout=out)
    except CommandError:
        return out.getvalue(), True
    return out.getvalue(), False


def test_people_who_came_by_a_form_all_have_a_ground(join, staff):
    join("lea@example.org", ticked=("updates.beyond",), given_name="Léa")
    join("tom@example.org", confirm=False)
    gone = join("eva@example.org")
    services.withdraw(supporter=gone)
    walk = Walk()
    assert list(walk) == []
    assert walk.counts["name", Ground.CONSENT] == 2  # the person, and what the form said
    assert walk.counts["contact", Ground.PENDING] >= 2
    assert walk.counts["contact", Ground.DUTY] >= 2  # withdrawn: kept to show it
    assert walk.counts["account", Ground.STAFF] > 0
    assert audit()[1] is False


def test_a_person_slipped_in_is_listed_and_never_printed(join, slip_in):
    join()
    bought = slip_in("bought@example.org", given_name="Célimène")
    printed, failed = audit()
    assert failed
    table = "hustings_signup_supporter"
    for column in ("email", "email_canonical", "given_name", "locale"):
        assert f"{table} {bought.pk} {column}" in printed
    assert "bought" not in printed and "Célimène" not in printed
    assert "family_name" not in printed  # empty: no value


def test_a_link_to_the_ledger_without_a_record_is_no_ground(slip_in):
    bought = slip_in()
    SubjectLink.objects.create(supporter=bought)
    assert ("hustings_signup_supporter", bought.pk, "email") in findings()


def test_a_list_made_active_by_hand_is_listed(join, slip_active):
    person = join()
    row = slip_active(person, "volunteer.contact")
    listed = findings()
    assert listed == [
        ("hustings_signup_subscription", row.pk, "purpose"),
        ("hustings_signup_subscription", row.pk, "state"),
    ]


def test_a_withdrawal_undone_by_hand_is_listed(join):
    person = join()
    services.withdraw(supporter=person)
    row = Subscription.objects.get(supporter=person, purpose="updates.campaign")
    run("UPDATE hustings_signup_subscription SET state = 'active' WHERE id = %s", row.pk)
    assert ("hustings_signup_subscription", row.pk, "state") in findings()


def test_a_form_nobody_confirmed_has_no_ground_after_eight_days(join):
    person = join(confirm=False)
    now = timezone.now()
    assert findings(at=now + timedelta(days=6)) == []
    late = findings(at=now + timedelta(days=9))
    assert ("hustings_signup_supporter", person.pk, "email") in late
    assert ("hustings_signup_submission", person.submissions.get().pk, "given_name") not in late
    assert ("hustings_signup_submission", person.submissions.get().pk, "act") in late


def test_evidence_of_nobody_is_listed(join):
    join()
    stray = ConsentEvidence.objects.create(
        kind="network",
        subject=uuid.uuid4(),
        submission=uuid.uuid4(),
        content={"ip": "192.0.2.1"},
        created_at=timezone.now(),
    )
    assert findings() == [("hustings_signup_consentevidence", stray.pk, "content")]


def test_what_wagtails_own_forms_collect_rests_on_nothing(signup):
    pk = insert(
        "wagtailforms_formsubmission",
        form_data="{}",
        page_id=signup.fr.pk,
        submit_time=timezone.now(),
    )
    run("UPDATE wagtailforms_formsubmission SET form_data = %s", '{"e": "x@example.org"}')
    assert findings() == [("wagtailforms_formsubmission", pk, "form_data")]


def test_a_column_nobody_declared_makes_it_fail(db):
    run("ALTER TABLE hustings_signup_supporter ADD COLUMN nickname varchar(50)")
    printed, failed = audit()
    assert failed
    assert "hustings_signup_supporter.nickname" in printed


def test_as_json_every_line_is_an_object(join, slip_in):
    join()
    bought = slip_in()
    printed, failed = audit("--json")
    lines = [json.loads(line) for line in printed.splitlines()]
    assert failed
    assert lines[0]["without_ground"]["pk"] == bought.pk
    assert lines[-1]["undeclared"] == []
    assert lines[-1]["counts"]["contact"]["none"] == 2
    assert lines[-1]["values_without_ground"] == len(lines) - 1


def test_the_whole_is_walked_in_batches(join, slip_in):
    for number in range(5):
        join(f"person{number}@example.org")
    bought = slip_in()
    in_one = Walk()
    listed = list(in_one)
    in_many = Walk(batch=2)
    assert list(in_many) == listed
    assert in_many.counts == in_one.counts
    assert {finding.pk for finding in listed} == {bought.pk}


@pytest.mark.parametrize("people", [3, 12])
def test_the_number_of_queries_does_not_grow_with_the_people(join, people):
    for number in range(people):
        join(f"person{number}@example.org")
    list(Walk())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        list(Walk())
    # One or two for each declared table.
    assert len(queries) < 125, len(queries)
