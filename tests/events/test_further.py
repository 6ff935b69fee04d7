"""Thirty minutes after a press, the next event is one press more (consent.md R3)."""

import html
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from hustings_events import services as events
from hustings_events.models import Event, EventPage, Registration
from hustings_signup import ledger, outbox, services
from hustings_signup.models import ConsentRecord, Outbox, Submission
from hustings_signup.views.links import thanks_url
from tests.events.conftest import SAME_ORIGIN, Agenda, State, come, confirm, register

EMAIL = "marie@example.org"


@pytest.fixture
def next_one(agenda: Agenda) -> EventPage:
    """A second event of the French agenda, with two places."""
    return agenda.make(slug="porte", title="Porte-à-porte", capacity=2)


@pytest.fixture
def first(agenda: Agenda, next_one: EventPage) -> Submission:
    """Marie has just confirmed that she comes to the first."""
    submission = register(agenda.fr)
    confirm(submission)
    submission.refresh_from_db()
    return submission


def thanks(client: Client, submission: Submission) -> str:
    return html.unescape(client.get(thanks_url(submission)).content.decode())


def fields(page: str) -> list[dict[str, str]]:
    forms = re.findall(r'<form[^>]*action="/g/".*?</form>', page, re.S)
    return [dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) for form in forms]


def of(page: EventPage) -> Registration:
    return Registration.objects.get(
        event=EventPage.objects.get(pk=page.pk).row,
        submission__supporter__email_canonical=EMAIL,
    )


def seats(page: EventPage) -> int:
    return Event.objects.get(pk=page.row.pk).seats_taken


def test_r3_an_event_with_places_is_offered_for_one_person(
    client: Client, first: Submission, next_one: EventPage
) -> None:
    page = thanks(client, first)
    assert [data["page"] for data in fields(page)] == [str(next_one.pk)]
    assert "Je m’inscris · 1 personne</button>" in page
    assert "Vous acceptez." in page
    assert next_one.location in page


def test_r3_one_press_takes_the_seat_and_sends_the_calendar(
    client: Client, first: Submission, next_one: EventPage, mailoutbox
) -> None:
    answer = client.post("/g/", fields(thanks(client, first))[0], **SAME_ORIGIN)
    assert client.get(answer["Location"]).status_code == 200
    found = of(next_one)
    assert (found.state, found.party_size, found.seats_held) == (State.REGISTERED, 1, 1)
    assert seats(next_one) == 1
    made = found.submission
    assert list(Outbox.objects.filter(submission=made).values_list("kind", flat=True)) == [
        "confirmed"
    ]
    outbox.send_one(Outbox.objects.get(submission=made).pk)
    mail = mailoutbox[-1]
    assert re.search(r"/r/[\w-]+/", mail.body)
    assert any(name.endswith(".ics") for name, *_rest in mail.attachments)


def test_r3_the_records_of_the_press_are_true(
    client: Client, first: Submission, next_one: EventPage
) -> None:
    client.post("/g/", fields(thanks(client, first))[0], **SAME_ORIGIN)
    records = ConsentRecord.objects.filter(submission=of(next_one).submission.uuid).order_by("pk")
    assert [(r.purpose, r.type, r.channel, r.control) for r in records] == [
        ("event.register", "requested", "web_form", "button"),
        ("event.register", "given", "web_form", "button"),
    ]
    assert {r.label_sha256 for r in records} == {ledger.sha256("Je m’inscris")}
    assert {r.page_path for r in records} == {"/t/***/"}
    call_command("verify_ledger")
    call_command("rebuild_subscriptions", "--dry-run")
    call_command("audit_consent")


def test_r3_pressing_twice_takes_one_seat(
    client: Client, first: Submission, next_one: EventPage
) -> None:
    data = fields(thanks(client, first))[0]
    for _ in range(3):
        assert client.post("/g/", data, **SAME_ORIGIN).status_code == 302
    assert seats(next_one) == 1
    assert Registration.objects.count() == 2


@pytest.mark.parametrize("then", ["changed", "cancelled"])
def test_r3_a_stale_button_undoes_nothing_that_was_decided_since(
    client: Client, first: Submission, next_one: EventPage, then: str
) -> None:
    data = fields(thanks(client, first))[0]
    came = come(next_one, EMAIL, party=2)
    if then == "cancelled":
        events.cancel(registration=came)
    before = list(Registration.objects.order_by("pk").values())
    assert client.post("/g/", data, **SAME_ORIGIN).status_code == 302
    assert list(Registration.objects.order_by("pk").values()) == before


def test_r3_an_event_that_fills_meanwhile_leads_to_the_waiting_list_as_its_form_does(
    client: Client, first: Submission, next_one: EventPage
) -> None:
    data = fields(thanks(client, first))[0]
    come(next_one, "zoe@example.org", party=2)
    assert fields(thanks(client, first)) == []
    answer = client.post("/g/", data, **SAME_ORIGIN)
    assert answer.status_code == 302
    assert of(next_one).state == State.WAITING
    assert seats(next_one) == 2
    # A number in the line is told by the mail, not by this page.
    assert "liste d’attente" not in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("why", ["begun", "cancelled", "no registration"])
def test_r3_an_event_that_closes_meanwhile_says_so_as_its_form_does(
    client: Client, first: Submission, next_one: EventPage, why: str
) -> None:
    data = fields(thanks(client, first))[0]
    change = {
        "begun": {"starts_at": timezone.now() - timedelta(minutes=5)},
        "cancelled": {"status": "cancelled"},
        "no registration": {"takes_registrations": False},
    }[why]
    EventPage.objects.filter(pk=next_one.pk).update(**change)
    Event.objects.filter(translation_key=next_one.translation_key).update(**change)
    answer = client.post("/g/", data, **SAME_ORIGIN)
    assert answer.status_code == 409
    assert next_one.title in html.unescape(answer.content.decode())
    assert Registration.objects.count() == 1
    assert fields(thanks(client, first)) == []


def test_r3_the_row_alone_closing_is_answered_the_same(
    client: Client, first: Submission, next_one: EventPage
) -> None:
    data = fields(thanks(client, first))[0]
    Event.objects.filter(translation_key=next_one.translation_key).update(status="cancelled")
    assert client.post("/g/", data, **SAME_ORIGIN).status_code == 409
    assert Submission.objects.count() == 1


def test_r3_who_is_held_takes_no_seat(
    client: Client, first: Submission, next_one: EventPage
) -> None:
    assert client.post("/g/", fields(thanks(client, first))[0]).status_code == 302
    assert of(next_one).state == State.PENDING
    assert seats(next_one) == 0
    assert not services.go_on(
        after=first.uuid,
        page=next_one,
        notice=next_one.current_notice(),
        visit=None,
    )
