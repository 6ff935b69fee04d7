"""A person's proof on paper: complete, for those who may open a record, and never unnoticed."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from hustings_signup import services
from hustings_signup.models import AccessEntry, ConsentEvidence, ConsentRecord
from hustings_signup.proof import sealing
from tests.signup.conftest import WORDS
from tests.signup.staff.conftest import EVERYTHING, enter, make_user


@pytest.fixture
def lea(join):
    return join(given_name="Léa", family_name="Martin", ticked=["updates.beyond"])


def url(supporter) -> str:
    return reverse("hustings_people:print", args=[supporter.pk])


def test_it_holds_every_statement_word_for_word_with_its_hash(lea, officer) -> None:
    services.withdraw(supporter=lea, purpose_keys=["updates.beyond"])
    sealing.seal()
    page = enter(officer).get(url(lea)).content.decode()
    for record in ConsentRecord.objects.all():
        assert record.record_hash in page
    assert "Léa Martin" in page
    assert "lea@example.org" in page
    assert page.count(WORDS["fr"]["beyond"]) == 3
    assert page.count(WORDS["fr"]["body"]) == 1, "each notice once, at the end"
    assert "✗" not in page
    assert page.index(": requested</h3>") < page.index(": withdrawn</h3>"), "oldest first"
    assert "Ledger sealed up to seal 1" in page


def test_the_title_which_browsers_print_on_every_sheet_names_nobody(lea, officer) -> None:
    page = enter(officer).get(url(lea)).content.decode()
    title = page.split("<title>")[1].split("</title>")[0]
    assert title == f"Proof of consent, Supporter {lea.pk}"


def test_evidence_destroyed_in_time_is_said_and_hides_nothing_else(lea, officer) -> None:
    ConsentEvidence.objects.all().delete()
    page = enter(officer).get(url(lea)).content.decode()
    assert "destroyed when its time was over" in page
    assert "192.0.2.7" not in page


def test_the_button_stands_on_the_page_of_the_person(lea, officer) -> None:
    page = enter(officer).get(reverse("hustings_people:person", args=[lea.pk])).content.decode()
    assert url(lea) in page


def test_r17_printing_is_logged_like_opening(lea, officer) -> None:
    enter(officer).get(url(lea))
    assert ModelLogEntry.objects.filter(action="hustings_signup.print", user=officer).exists()
    entry = AccessEntry.objects.filter(action=AccessEntry.Action.OPEN, user_id=officer.pk).get()
    assert entry.supporter_number == lea.pk


def test_r17_who_may_not_open_people_and_who_works_elsewhere_prints_nobody(
    lea, editor, other
) -> None:
    assert enter(editor).get(url(lea)).status_code == 403
    stranger = make_user("stranger", sites=[other.site], permissions=EVERYTHING)
    assert enter(stranger).get(url(lea), follow=True).status_code == 404
