"""A volunteer's number: asked in its own words, kept for one purpose, printed with a log row."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from hustings_signup import phones, services
from hustings_signup.models import (
    ConsentEvidence,
    ExportRecord,
    Notice,
    NoticeText,
    PeoplePermission,
    SignupPage,
    Submission,
    Subscription,
    VolunteerPhone,
)
from tests.conftest import PASSWORD
from tests.signup.conftest import SAME_ORIGIN
from tests.signup.staff.conftest import enter, make_user

URL = reverse("hustings_calls:index")
WORDS = "Only to call you as a volunteer."
ASKED = {"purpose_text": "Calls for the market stall", "password": PASSWORD}


@pytest.fixture
def volunteers(signup):
    """The volunteers' page, whose notice has words for a number."""
    text = NoticeText(
        site=signup.campaign.site,
        slug="volunteer",
        locale=Locale.objects.get(language_code="fr"),
        title="Aider",
        body="Texte",
        act_label="J’aide",
        phone_label=WORDS,
        controller="Association Essai",
        withdrawal="Lien",
    )
    text.save()
    text.save_revision().publish()
    page = SignupPage(
        title="Aider",
        slug="aider",
        locale=signup.campaign.fr,
        asks_for=SignupPage.Asks.VOLUNTEER,
    )
    signup.campaign.home_fr.add_child(instance=page)
    page.save_revision().publish()
    return SignupPage.objects.get(pk=page.pk)


def post(page, number, email="lea@example.org"):
    data = {"email": email, "phone": number, "given_name": "Léa", "postcode": "69001"}
    data["stamp"] = page.get_public_form().initial["stamp"]
    return Client().post(page.form_action, data, **SAME_ORIGIN)


@pytest.fixture
def volunteer(volunteers):
    post(volunteers, "06 12 34 56 78")
    submission = Submission.objects.get()
    services.confirm(submission=submission)
    return submission.supporter


def called(volunteers):
    return [row.number for row in phones.callees(site=volunteers.get_site())]


def test_a_number_is_asked_only_where_the_notice_has_words_for_it(signup, volunteers):
    assert "phone" not in signup.fr.get_public_form().fields
    field = volunteers.get_public_form().fields["phone"]
    assert (field.help_text, field.required) == (WORDS, False)
    assert Notice.objects.get(slug="volunteer").content["phone_label"] == WORDS


def test_a_notice_without_words_for_a_number_keeps_its_hash(signup):
    assert "phone_label" not in signup.notice_fr.content


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("06  12 34 56 78", "06 12 34 56 78"),
        ("+33 (0)6.12.34.56.78", "+33 (0)6.12.34.56.78"),
    ],
)
def test_numbers_are_kept_as_typed(typed, kept):
    assert phones.clean_number(typed) == kept


@pytest.mark.parametrize("typed", ["12345", "call me", "0612345678901234", "=1+1234567"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError):
        phones.clean_number(typed)


def test_the_form_works_without_a_number_and_says_when_one_is_wrong(volunteers):
    assert post(volunteers, "call me").status_code == 422
    assert post(volunteers, "").status_code == 302
    assert not VolunteerPhone.objects.exists()


def test_an_unconfirmed_number_is_called_by_nobody(volunteers):
    post(volunteers, "06 12 34 56 78")
    assert VolunteerPhone.objects.count() == 1
    assert called(volunteers) == []


def test_who_confirmed_is_called_and_the_number_stands_in_one_place(volunteers, volunteer):
    assert called(volunteers) == ["06 12 34 56 78"]
    assert all("06 12" not in str(row.content) for row in ConsentEvidence.objects.all())


def test_who_stops_is_called_no_more_and_the_number_is_gone(volunteers, volunteer):
    services.withdraw(supporter=volunteer)
    assert called(volunteers) == []
    assert not VolunteerPhone.objects.exists()


def test_a_state_nobody_agreed_to_puts_nobody_on_the_list(volunteers):
    """Slipped in by SQL, say: the ledger knows nothing of it."""
    post(volunteers, "06 12 34 56 78")
    Submission.objects.update(confirmed_at="2026-01-01T00:00:00Z")
    Subscription.objects.update(state="active")
    assert called(volunteers) == []


def test_who_is_to_be_left_alone_is_not_called(volunteers, volunteer):
    from hustings_signup.mailbox import parse

    services.refuse_forms(site_id=volunteer.site_id, mailbox=parse(volunteer.email))
    assert called(volunteers) == []


def test_a_printed_list_leaves_a_row_like_an_export(volunteers, volunteer, officer):
    client = enter(officer)
    assert "06 12 34" not in client.get(URL).content.decode()
    answer = client.post(URL, ASKED | {"site": volunteer.site_id})
    assert "06 12 34 56 78" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    record = ExportRecord.objects.get()
    assert (record.rows, record.format, record.user_name) == (1, "page", "officer")
    assert record.purpose_text == ASKED["purpose_text"]


def test_without_a_purpose_or_the_password_nothing_is_printed(volunteers, volunteer, officer):
    for wrong in ({"password": "wrong"}, {"purpose_text": "x"}):
        answer = enter(officer).post(URL, ASKED | {"site": volunteer.site_id} | wrong)
        assert "06 12 34" not in answer.content.decode()
    assert not ExportRecord.objects.exists()


def test_printing_needs_the_permission_to_export_and_its_own_site(
    volunteers, volunteer, other, officer
):
    reader = make_user("reader", sites=[volunteers.get_site()], permissions=[PeoplePermission.LIST])
    assert enter(reader).get(URL).status_code == 403
    answer = enter(officer).post(URL, ASKED | {"site": other.site.pk})
    assert answer.context["form"].errors["site"]
    assert not ExportRecord.objects.exists()


def test_who_works_for_one_site_chooses_none(volunteers, volunteer, officer):
    client = enter(officer)
    page = BeautifulSoup(client.get(URL).content, "html.parser")
    assert page.select_one("input[name=site]")["type"] == "hidden"
    assert page.select_one("input[name=site]")["value"] == str(volunteer.site_id)
    assert "[default]" not in page.select_one("main").text
