"""What staff did with people is in Wagtail's history for the superuser, and names nobody."""

import pytest

from tests.signup.staff.conftest import enter

HISTORY = "/admin/reports/site-history/"


@pytest.fixture
def opened(officer, join):
    """Léa's record, opened and reduced by the data officer."""
    lea = join(given_name="Léa", family_name="Martin")
    client = enter(officer)
    client.get(f"/admin/people/{lea.pk}/")
    client.post(
        f"/admin/people/{lea.pk}/withdraw/", {"purposes": ["updates.campaign"], "asked": "on"}
    )
    return lea


def test_the_superuser_reads_what_was_done_without_a_name(staff, opened):
    from tests.signup.staff.conftest import speak

    speak(staff, "en")
    page = enter(staff).get(HISTORY).content.decode()
    assert f"Supporter {opened.pk}" in page
    assert "Record opened" in page
    assert "Withdrawn on request: News by e-mail until the vote" in page
    for secret in ("Léa", "Martin", "lea@example.org"):
        assert secret not in page


@pytest.mark.parametrize("who", ["editor", "organiser", "officer"])
def test_nobody_else_learns_of_it_there(who, request, opened):
    response = enter(request.getfixturevalue(who)).get(HISTORY)
    assert f"Supporter {opened.pk}" not in response.content.decode()


def test_a_damaged_log_entry_of_a_purpose_nobody_knows_is_still_readable(opened):
    from wagtail.models import ModelLogEntry

    entry = ModelLogEntry.objects.get(action="hustings_signup.withdraw")
    entry.data = {"purposes": ["gone.purpose"]}
    assert "gone.purpose" in str(entry.message)
    entry.data = {}
    assert str(entry.message)
