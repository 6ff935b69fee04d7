"""No file leaves with a row that rests on nothing."""

import pytest
from django.urls import reverse

from hustings_signup import exports, grounds, services
from hustings_signup.exports import reading
from hustings_signup.models import ExportRecord, Supporter
from tests.conftest import PASSWORD
from tests.signup.staff.conftest import enter


def exported(**options):
    """The addresses in a file of everybody, and how many had to stay."""
    left_out = exports.LeftOut()
    chosen = [column for column in exports.columns([]) if column.key == "email"]
    people = Supporter.objects.all()
    site_id = people[0].site_id
    cells = list(exports.rows(people, chosen, site_id=site_id, left_out=left_out))
    addresses = [row[0] for row in cells]
    in_file = exports.LeftOut()
    lines = list(exports.csv_lines(people, chosen, site_id=site_id, left_out=in_file))
    assert lines == [f'"{address}"\r\n' for address in addresses]
    assert in_file == left_out
    return addresses, left_out.count


def test_somebody_slipped_in_stays_here(join, slip_in):
    join("lea@example.org")
    slip_in("bought@example.org")
    assert exported() == (["lea@example.org"], 1)


def test_a_list_made_active_by_hand_stays_here(join, slip_active):
    person = join("lea@example.org")
    join("tom@example.org")
    slip_active(person, "volunteer.contact")
    assert exported() == (["tom@example.org"], 1)


def test_who_withdrew_is_still_in_the_file_with_their_no(join):
    services.withdraw(supporter=join("lea@example.org"))
    assert exported() == (["lea@example.org"], 0)


def test_a_batch_of_which_nobody_may_leave_does_not_end_the_file(join, slip_in, monkeypatch):
    join("lea@example.org")
    for number in range(4):
        slip_in(f"bought{number}@example.org")
    join("tom@example.org")
    monkeypatch.setattr(reading, "BATCH", 2)
    assert exported() == (["tom@example.org", "lea@example.org"], 4)


def test_the_audit_row_counts_who_stayed(join, slip_in, officer):
    join("lea@example.org")
    slip_in()
    answer = enter(officer).post(
        reverse("hustings_people:export"),
        {
            "columns": ["email"],
            "format": "csv",
            "purpose_text": "Print the letters of November",
            "password": PASSWORD,
        },
    )
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "lea@example.org" in text and "bought" not in text
    record = ExportRecord.objects.get()
    assert (record.rows, record.left_out) == (1, 1)


@pytest.mark.parametrize("people", [2, 20])
def test_asking_costs_one_query_however_many(join, people, django_assert_num_queries):
    ids = [join(f"person{number}@example.org").pk for number in range(people)]
    with django_assert_num_queries(1):
        assert grounds.without_ground(ids) == set()
