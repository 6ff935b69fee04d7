"""What the form's address answers to good, bad and absurd input."""

import re

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction, Site

from hustings_events.models import Event, EventPage, Registration
from hustings_home.models import HomePage
from hustings_signup.models import Outbox, Submission
from tests.events.conftest import SAME_ORIGIN, Agenda, come


def nothing_stored() -> bool:
    return not (Registration.objects.exists() or Submission.objects.exists())


@pytest.mark.parametrize(
    "party", ["0", "-1", "5", "99999999999999999999", "1.5", "deux", "", "\x00"]
)
def test_an_absurd_party_is_told_at_the_field(agenda: Agenda, client: Client, party: str) -> None:
    answer = agenda.post(client, code="en", party_size=party)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose a number of people from the list." in html
    assert 'value="marie@example.org"' in html
    assert "<title>Error:" in html
    assert nothing_stored()


def test_a_party_above_the_limit_of_the_event_is_refused(agenda: Agenda, client: Client) -> None:
    agenda.fr.party_limit = 2
    agenda.fr.save_revision().publish()
    assert agenda.post(client, party_size="3").status_code == 422
    assert agenda.post(client, party_size="2").status_code == 302


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"given_name": ""}, "Enter your first name."),
        ({"email": "nobody"}, "complete e-mail address"),
        ({"note": "x" * 301}, "300 characters at most"),
        ({"note": "a\x00b"}, ""),
        ({"given_name": "x" * 200_000}, "too long"),
    ],
)
def test_wrong_fields_are_told_and_nothing_typed_is_lost(
    agenda: Agenda, client: Client, values: dict, words: str
) -> None:
    answer = agenda.post(client, code="en", party_size="4", **values)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert 'value="Dupont"' in html
    assert re.search(r'<option value="4" selected', html)
    assert nothing_stored()


def test_the_postcode_may_stay_empty(agenda: Agenda, client: Client) -> None:
    assert agenda.post(client, postcode="").status_code == 302


def test_a_note_is_one_clean_line(agenda: Agenda, client: Client) -> None:
    agenda.post(client, note="  chaise\n haute‮ \x07 ")
    assert Registration.objects.get().note == "chaise haute"


def test_a_missing_party_is_told(agenda: Agenda, client: Client) -> None:
    assert agenda.post(client, party_size=None).status_code == 422


def test_unknown_fields_are_ignored(agenda: Agenda, client: Client) -> None:
    answer = agenda.post(client, state="registered", seats_held="40", event="1", capacity="9")
    assert answer.status_code == 302
    assert Registration.objects.get().seats_held == 1


def test_r5_the_answer_is_the_same_for_every_state_of_an_address(
    agenda: Agenda, client: Client
) -> None:
    """R5: new, pending, registered, waiting; seats left or none."""
    come(agenda.fr, "registered@example.org")
    Event.objects.filter(pk=agenda.row.pk).update(seats_taken=50)
    come(agenda.fr, "waiting@example.org")
    answers = []
    for address in ("registered", "waiting", "unheard", "unheard"):
        answer = agenda.post(client, email=f"{address}@example.org")
        page = client.get(answer.url)
        masked = re.sub(r"/almost-there/[^/]+/", "/almost-there/…/", page.content.decode())
        body = masked.replace(f"{address[0]}•••@example.org", "…")
        headers = {k: v for k, v in answer.headers.items() if k not in {"Location"}}
        answers.append((answer.status_code, headers, page.status_code, body))
    assert all(answer == answers[0] for answer in answers)


def test_a_full_event_takes_people_for_the_waiting_list(agenda: Agenda, client: Client) -> None:
    Event.objects.filter(pk=agenda.row.pk).update(seats_taken=50)
    assert agenda.post(client).status_code == 302
    assert Registration.objects.get().seats_held == 0
    assert Outbox.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"status": "cancelled"}, {"takes_registrations": False}, {"past": True}]
)
def test_a_closed_event_answers_with_its_page_and_the_reason(
    agenda: Agenda, client: Client, change: dict, soon
) -> None:
    if change.pop("past", False):
        change = {"starts_at": soon(days=-2), "ends_at": soon(days=-1)}
    stamped = agenda.en.get_public_form().initial["stamp"]
    for name, value in change.items():
        setattr(agenda.fr, name, value)
    agenda.fr.save_revision().publish()
    answer = agenda.post(client, code="en", stamp=stamped)
    assert answer.status_code == 409
    assert EventPage.objects.get(pk=agenda.en.pk).accepts_now() in answer.content.decode()
    assert nothing_stored()


def test_a_draft_takes_nobody(agenda: Agenda, client: Client) -> None:
    url, form = agenda.fr.form_action, agenda.fr.get_public_form()
    agenda.fr.unpublish()
    data = {"email": "a@example.org", "stamp": form.initial["stamp"]}
    assert client.post(url, data, **SAME_ORIGIN).status_code == 404
    assert nothing_stored()


def test_an_event_of_another_site_takes_nobody(agenda: Agenda, client: Client) -> None:
    home = HomePage(title="Autre", slug="autre", lead="x", locale=agenda.campaign.fr)
    agenda.campaign.root.add_child(instance=home)
    Site.objects.create(hostname="other.example", root_page=home)
    form = agenda.fr.get_public_form()
    data = {"email": "a@example.org", "party_size": "1", "stamp": form.initial["stamp"]}
    answer = client.post(agenda.fr.form_action, data, HTTP_HOST="other.example", **SAME_ORIGIN)
    assert answer.status_code in {400, 404}
    assert nothing_stored()


def test_a_private_event_takes_nobody_and_has_no_calendar(agenda: Agenda, client: Client) -> None:
    PageViewRestriction.objects.create(page=agenda.fr, restriction_type="login")
    assert agenda.post(client).status_code == 404
    assert client.get(f"/fr/calendar/{agenda.fr.pk}.ics").status_code == 404
    feed = client.get(f"/fr/calendar/all/{agenda.index_fr.pk}.ics")
    assert b"BEGIN:VEVENT" not in feed.content
    assert nothing_stored()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused(agenda: Agenda, client: Client, method: str) -> None:
    assert getattr(client, method)(agenda.fr.form_action).status_code == 405


def test_a_get_leads_to_the_page(agenda: Agenda, client: Client) -> None:
    assert client.get(agenda.fr.form_action).url == agenda.fr.url


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_ORIGIN": "https://evil.example"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        ({}, 302),
    ],
)
def test_a_foreign_origin_holds_no_seat(
    agenda: Agenda, client: Client, headers: dict, status: int
) -> None:
    assert agenda.post(client, headers=headers).status_code == status
    assert agenda.row.seats_taken == 0
    assert Outbox.objects.count() == 0


def test_a_robot_fills_no_hall(agenda: Agenda, client: Client) -> None:
    assert agenda.post(client, website="http://spam.example").status_code == 302
    assert nothing_stored()


def test_a_form_of_another_type_is_refused(agenda: Agenda, client: Client) -> None:
    answer = client.post(
        agenda.fr.form_action, '{"email": "a@example.org"}', "application/json", **SAME_ORIGIN
    )
    assert answer.status_code == 415


def test_a_megabyte_is_refused_politely(agenda: Agenda, client: Client) -> None:
    assert agenda.post(client, note="x" * 1_000_000).status_code == 413


@pytest.mark.parametrize("path", ["/fr/calendar/0.ics", "/fr/calendar/all/999999.ics"])
def test_a_calendar_of_nothing_does_not_exist(campaign, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
