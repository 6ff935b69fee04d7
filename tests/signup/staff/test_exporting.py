"""An export needs a reason and the password, leaves a row, and opens safely."""

import csv
import io
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from hustings_signup import exports, services
from hustings_signup.exports import reading
from hustings_signup.models import ExportRecord, Subscription, Supporter, Suppression
from hustings_signup.staff import fresh_password
from tests.conftest import PASSWORD
from tests.signup.staff.conftest import EVERYTHING, enter, make_user

URL = "/admin/people/export/"
WHY = "Poster delivery by the print shop, until 30 November"
FORM = {
    "columns": ["given_name", "family_name", "email"],
    "format": "csv",
    "purpose_text": WHY,
    "password": PASSWORD,
}


def export(user, *, query=None, **changes):
    address = URL + (f"?{urlencode(query)}" if query else "")
    return enter(user).post(address, FORM | changes)


def read(response):
    assert response.status_code == 200, response.context["form"].errors
    content = b"".join(response.streaming_content)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def emails(response):
    return {row["E-mail"] for row in read(response)}


def test_the_export_has_its_address():
    assert reverse("hustings_people:export") == URL


@pytest.mark.parametrize("who", ["editor", "organiser"])
def test_r17_who_may_not_export_gets_403(who, request, join):
    join()
    user = request.getfixturevalue(who)
    assert enter(user).get(URL).status_code == 403
    assert export(user).status_code == 403
    assert enter(user).get("/admin/people-exports/").status_code == 403
    assert not ExportRecord.objects.exists()


def test_a_get_asks_and_exports_nothing(officer, join):
    join()
    response = enter(officer).get(URL)
    assert response.status_code == 200
    assert "text/html" in response["Content-Type"]
    assert "No filter is set" in response.content.decode()
    assert not ExportRecord.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": ""}, "password"),
        ({"password": "wrong"}, "password"),
        ({"password": PASSWORD.upper()}, "password"),
        ({"password": "x" * 5000}, "password"),
        ({"purpose_text": ""}, "purpose_text"),
        ({"purpose_text": "mail"}, "purpose_text"),
        ({"purpose_text": "          "}, "purpose_text"),
        ({"purpose_text": "x" * 501}, "purpose_text"),
        ({"columns": []}, "columns"),
        ({"columns": ["password"]}, "columns"),
        ({"format": "exe"}, "format"),
    ],
)
def test_r17_without_reason_password_or_columns_nothing_leaves(officer, join, changes, field):
    join()
    response = export(officer, **changes)
    assert field in response.context["form"].errors
    assert not ExportRecord.objects.exists()


def test_the_password_is_never_sent_back(officer, join):
    join()
    page = export(officer, purpose_text="").content.decode()
    assert PASSWORD not in page


def test_too_many_wrong_passwords_end_the_session(officer, join):
    client = enter(officer)
    for _attempt in range(fresh_password.WRONG_PASSWORDS - 1):
        assert client.post(URL, FORM | {"password": "guess"}).status_code == 200
    assert client.post(URL, FORM | {"password": "guess"}).status_code == 302
    assert client.post(URL, FORM).status_code == 302  # the login
    assert not ExportRecord.objects.exists()


def test_a_csv_holds_the_columns_chosen_and_the_states(officer, join):
    join(given_name="Léa", family_name="Martin", postcode="69001")
    (row,) = read(export(officer))
    assert row == {
        "First name": "Léa",
        "Last name": "Martin",
        "E-mail": "lea@example.org",
        "News by e-mail until the vote": "active",
        "News by e-mail after the vote": "",
        "Being contacted as a volunteer": "",
        "Leave alone": "no",
        "Person no.": str(Supporter.objects.get().pk),
    }


def test_the_file_speaks_the_language_of_who_exports(signup, join):
    join()
    user = make_user("fr", sites=[signup.campaign.site], permissions=EVERYTHING, language="fr")
    with translation.override("fr"):
        label = str(Subscription.State.ACTIVE.label)
    content = b"".join(export(user).streaming_content).decode()
    assert label in content


def test_every_column_can_be_exported(officer, join):
    join(given_name="Léa", postcode="01000", town="Bourg", act_ref="page:stall")
    everything = [column.key for column in exports.columns([]) if not column.is_fixed]
    (row,) = read(export(officer, columns=everything))
    assert row["Postcode"] == "01000"
    assert row["Sources"] == "page:stall"
    assert row["Person no."].isdigit()
    assert len(row) == len(exports.columns([]))


def test_withdrawn_and_suppressed_are_columns_one_cannot_leave_out(officer, join):
    gone = join("gone@example.org")
    services.withdraw(supporter=gone)
    services.disown(submission=join("no@example.org", confirm=False).submissions.first())
    assert Suppression.objects.count() == 1
    rows = {row["E-mail"]: row for row in read(export(officer, columns=["email"]))}
    assert rows["gone@example.org"]["News by e-mail until the vote"] == "withdrawn"
    assert rows["gone@example.org"]["Leave alone"] == "no"
    assert rows["no@example.org"]["Leave alone"] == "yes"


def test_only_whom_the_filters_leave(officer, join):
    join("yes@example.org")
    services.withdraw(supporter=join("gone@example.org"))
    query = {"purpose": "updates.campaign", "state": "active"}
    assert emails(export(officer, query=query)) == {"yes@example.org"}
    assert emails(export(officer, query={"q": "gone"})) == {"gone@example.org"}


def test_a_filter_that_makes_no_sense_exports_nobody(officer, join):
    join()
    assert read(export(officer, query={"state": "nonsense"})) == []


def test_the_screen_says_which_filters_are_in_force(officer, join):
    join()
    response = enter(officer).get(URL, {"state": "withdrawn", "created_at_from": "2026-05-03"})
    page = response.content.decode()
    assert response.context["total"] == 0
    assert "State: <strong>withdrawn</strong>" in page
    assert "No filter is set" not in page
    assert "Write only to those who are active" in page


def test_a_file_of_consents_in_force_needs_no_warning(officer, join):
    join()
    query = {"purpose": "updates.campaign", "state": "active"}
    assert "help-warning" not in enter(officer).get(URL, query).content.decode()


def test_r17_people_of_another_site_never_leave(officer, staff, join, other):
    join("a@example.org")
    join("b@example.org", page=other.page, notice=other.notice)
    assert emails(export(officer)) == {"a@example.org"}
    assert emails(export(officer, site=other.site.pk)) == {"a@example.org"}


def test_one_file_holds_one_site(signup, join, other):
    both = make_user("both", sites=[signup.campaign.site, other.site], permissions=EVERYTHING)
    join("a@example.org")
    join("b@example.org", page=other.page, notice=other.notice)
    assert "site" in export(both).context["form"].errors
    assert emails(export(both, site=other.site.pk)) == {"b@example.org"}
    assert ExportRecord.objects.get().site == other.site


def test_r17_the_row_says_who_what_for_which_and_how_many(officer, join):
    for number in range(3):
        join(f"p{number}@example.org")
    read(export(officer, query={"state": "active", "q": "p1 example"}))
    record = ExportRecord.objects.get()
    assert (record.user, record.user_name, record.purpose_text) == (officer, "officer", WHY)
    assert (record.format, record.rows) == ("csv", 1)
    assert record.columns[:3] == FORM["columns"]
    assert "suppressed" in record.columns
    assert record.filters == {"state": "active", "q": "…"}
    assert record.finished_at


def test_r17_the_row_is_there_before_the_first_byte(officer, join):
    join()
    response = export(officer)
    record = ExportRecord.objects.get()
    assert (record.rows, record.finished_at) == (1, None)
    list(response.streaming_content)
    record.refresh_from_db()
    assert record.finished_at


@pytest.mark.parametrize("way", [exports.rows, exports.csv_lines])
def test_r17_a_download_that_breaks_off_keeps_what_left(officer, join, way):
    for number in range(5):
        join(f"p{number}@example.org")
    record = ExportRecord.objects.none()
    chosen = exports.chosen_columns(["email"], 1)
    people = type(join("p5@example.org")).objects.all()
    site = people[0].site
    record = exports.start(
        site=site, user=officer, purpose_text=WHY, file_format="csv",
        chosen=chosen, filters={}, count=people.count(),
    )  # fmt: skip
    rows = exports.audited(record, way(people, chosen, site_id=site.pk))
    next(rows), next(rows)
    rows.close()
    record.refresh_from_db()
    assert (record.rows, record.finished_at) == (2, None)


def test_batches_follow_one_another_without_gap(officer, join, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 2)
    wanted = {f"p{number}@example.org" for number in range(5)}
    for email in sorted(wanted):
        join(email)
    response = export(officer)
    rows = [row["E-mail"] for row in read(response)]
    assert len(rows) == 5
    assert set(rows) == wanted


@pytest.mark.parametrize("way", [exports.rows, exports.csv_lines])
def test_the_number_of_queries_does_not_grow_with_the_people(
    officer, join, django_assert_max_num_queries, way
):
    chosen = exports.columns([])
    first = join("first@example.org")
    people = type(first).objects.all()
    for number in range(8):
        join(f"p{number}@example.org", ticked=["updates.beyond"])
    with django_assert_max_num_queries(10):
        assert len(list(way(people, chosen, site_id=first.site_id))) == 9


def test_formulas_and_control_characters_do_no_harm(officer, join):
    join(given_name="=HYPERLINK(1)", family_name="A\x0bB")
    (row,) = read(export(officer))
    assert row["First name"] == "'=HYPERLINK(1)"
    response = export(officer, format="xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert "'=HYPERLINK(1)" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)


def test_a_spreadsheet_keeps_the_zero_of_a_postcode(officer, join):
    join(postcode="01000")
    response = export(officer, format="xlsx", columns=["postcode", "created_at"])
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert sheet["A2"].value == "01000"
    assert sheet["B2"].is_date
    assert ExportRecord.objects.get().finished_at


def test_too_many_people_for_a_spreadsheet_are_sent_to_the_csv(officer, join, monkeypatch):
    monkeypatch.setattr(exports, "XLSX_LIMIT", 1)
    join("a@example.org"), join("b@example.org")
    assert "format" in export(officer, format="xlsx").context["form"].errors
    assert not ExportRecord.objects.exists()
    assert len(read(export(officer))) == 2


def test_the_file_has_a_name_and_is_kept_nowhere(officer, join):
    join()
    response = export(officer)
    record = ExportRecord.objects.get()
    assert f"-{record.pk}.csv" in response["Content-Disposition"]
    assert response["Content-Disposition"].startswith('attachment; filename="localhost-')
    assert "no-store" in response["Cache-Control"]


def test_past_exports_are_listed_for_the_sites_of_the_reader(officer, staff, join, other):
    join("b@example.org", page=other.page, notice=other.notice)
    read(export(staff, site=other.site.pk, purpose_text="Delivery for candidate B"))
    join("a@example.org")
    read(export(officer))
    mine = enter(officer).get("/admin/people-exports/").content.decode()
    assert WHY in mine
    assert "candidate B" not in mine
    # In words, not in codes.
    assert "First name" in mine and "given_name" not in mine
    everything = enter(staff).get("/admin/people-exports/").content.decode()
    assert WHY in everything
    assert "candidate B" in everything


def test_an_export_stays_when_the_account_goes(officer, join):
    join()
    read(export(officer))
    officer.delete()
    record = ExportRecord.objects.get()
    assert (record.user, record.user_name) == (None, "officer")


def test_exporting_changes_no_person(officer, join):
    join()
    before = list(Subscription.objects.values())
    read(export(officer))
    assert list(Subscription.objects.values()) == before
