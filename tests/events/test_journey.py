"""From the form to the mail, the confirmation, the calendar file, and the seat given back."""

import re

import icalendar
import pytest
from django.core import mail
from django.test import Client

from hustings_events import services
from hustings_events.models import EventPage, Registration
from hustings_signup import outbox
from hustings_signup.models import ConsentRecord, Outbox, Supporter
from tests.events.conftest import SAME_ORIGIN, Agenda, State, come


def deliver() -> list[mail.EmailMultiAlternatives]:
    """Send what waits, as the worker does; the mails that went out now."""
    before = len(mail.outbox)
    for row in Outbox.objects.filter(state=Outbox.State.QUEUED).order_by("pk"):
        outbox.send_one(row.pk)
    return mail.outbox[before:]


def link(message: mail.EmailMultiAlternatives, kind: str) -> str:
    """The path of the first link of a kind in the text of a mail."""
    return re.search(rf"https?://[^/]+(/{kind}/\S+/)", message.body)[1]


def press(client: Client, path: str, **data: str):
    return client.post(path, data, **SAME_ORIGIN)


def confirmed(agenda: Agenda, client: Client, **values: object) -> mail.EmailMultiAlternatives:
    """Walk to the end; the second mail."""
    agenda.post(client, **values)
    (first,) = deliver()
    press(client, link(first, "c"))
    (second,) = deliver()
    return second


def test_the_whole_way_from_the_form_to_the_seat_given_back(agenda: Agenda, client: Client) -> None:
    answer = agenda.post(client, party_size="3", postcode="59000")
    assert answer.status_code == 302
    almost = client.get(answer.url)
    assert almost.status_code == 200
    assert "marie@example.org" not in almost.content.decode()
    assert agenda.row.seats_taken == 2

    (first,) = deliver()
    assert first.subject.endswith("Réunion publique")
    assert first.to == ["marie@example.org"]
    path = link(first, "c")
    page = client.get(path)
    assert "3" in page.content.decode()
    assert Registration.objects.get().state == State.PENDING

    thanks = press(client, path)
    assert thanks.status_code == 302
    shown = client.get(thanks.url).content.decode()
    assert "Salle des fêtes" in shown
    registration = Registration.objects.get()
    assert (registration.state, registration.seats_held) == (State.REGISTERED, 3)
    assert agenda.row.seats_taken == 3
    supporter = Supporter.objects.get()
    assert (supporter.given_name, supporter.town) == ("Marie", "Lille")

    (second,) = deliver()
    own = link(second, "r")
    for _ in range(2):  # a mail scanner follows every link
        assert client.get(own).status_code == 200
    assert Registration.objects.get().state == State.REGISTERED

    assert press(client, own).url == own
    assert Registration.objects.get().state == State.CANCELLED
    assert agenda.row.seats_taken == 0
    kinds = ConsentRecord.objects.filter(purpose="event.register").order_by("pk")
    assert [record.type for record in kinds] == ["requested", "given", "withdrawn"]
    after = client.get(own)
    assert after.status_code == 200
    assert "<form" not in re.search(r"<main.*</main>", after.content.decode(), re.DOTALL)[0]


def test_r4_opening_the_link_of_a_registration_changes_nothing(
    agenda: Agenda, client: Client
) -> None:
    own = link(confirmed(agenda, client), "r")
    before = list(Registration.objects.values()), ConsentRecord.objects.count()
    for _ in range(2):
        assert client.get(own).status_code == 200
        assert client.head(own).status_code == 200
    assert (list(Registration.objects.values()), ConsentRecord.objects.count()) == before


def test_the_confirmed_mail_brings_the_calendar_file(agenda: Agenda, client: Client) -> None:
    agenda.fr.private_details = "Code 4711\nDeuxième étage"
    agenda.fr.save_revision().publish()
    message = confirmed(agenda, client)
    name, content, mime = message.attachments[0]
    assert (name, mime.split(";")[0]) == ("reunion.ics", "text/calendar")
    raw = content.encode() if isinstance(content, str) else content
    (event,) = icalendar.Calendar.from_ical(raw).events
    assert event["UID"] == str(agenda.row.uuid)
    assert "Code 4711" in event["DESCRIPTION"]
    assert "Code 4711" in message.body


def test_private_details_wait_for_the_confirmation(agenda: Agenda, client: Client) -> None:
    agenda.fr.private_details = "Code 4711"
    agenda.fr.save_revision().publish()
    agenda.post(client)
    (first,) = deliver()
    confirm_page = client.get(link(first, "c")).content.decode()
    html = first.alternatives[0].content
    assert "4711" not in first.body + html + confirm_page
    press(client, link(first, "c"))
    own = link(deliver()[0], "r")
    assert "Code 4711" in client.get(own).content.decode()
    press(client, own)
    assert "4711" not in client.get(own).content.decode()


def test_the_waiting_list_is_told_by_mail_and_then_the_seat(agenda: Agenda, client: Client) -> None:
    agenda.fr.capacity = 4
    agenda.fr.private_details = "Code 4711"
    agenda.fr.save_revision().publish()
    leaving = come(agenda.fr, "first@example.org", party=4)
    message = confirmed(agenda, client, code="en")
    assert "number 1" in message.subject
    assert not [name for name, *_rest in message.attachments if name.endswith(".ics")]
    own = link(message, "r")
    page = client.get(own).content.decode()
    assert "number 1" in page
    assert "4711" not in page + message.body

    services.cancel(registration=leaving)
    (moved,) = deliver()
    assert moved.to == ["marie@example.org"]
    assert "Public meeting" in moved.subject
    assert link(moved, "r") == own
    assert moved.attachments[0][0] == "meeting.ics"
    assert "You are registered" in client.get(own).content.decode()


def test_who_cancelled_meanwhile_gets_no_mail_of_a_seat(agenda: Agenda, client: Client) -> None:
    agenda.fr.capacity = 1
    agenda.fr.save_revision().publish()
    leaving = come(agenda.fr, "first@example.org")
    waiting = come(agenda.fr, "second@example.org")
    services.cancel(registration=leaving)
    services.cancel(registration=Registration.objects.get(pk=waiting.pk))
    assert deliver() == []


def test_each_one_is_written_to_in_their_language(agenda: Agenda, client: Client) -> None:
    message = confirmed(agenda, client, code="en")
    assert message.subject == "You are registered: see you there."
    assert "(Paris time)" in message.body
    assert (
        client.get(link(message, "r"), HTTP_ACCEPT_LANGUAGE="fr")
        .content.decode()
        .count("Cancel my registration")
    )


def test_r16_registering_is_no_newsletter_consent(agenda: Agenda, client: Client) -> None:
    confirmed(agenda, client)
    assert not Supporter.objects.get().subscriptions.exists()


def test_r3_the_box_ticked_beside_it_is_confirmed_by_the_same_press(
    agenda: Agenda, client: Client
) -> None:
    confirmed(agenda, client, purpose_updates_campaign="on")
    assert Supporter.objects.get().subscriptions.get().state == "active"


def test_r3_cancelling_ends_no_other_consent(agenda: Agenda, client: Client) -> None:
    message = confirmed(agenda, client, purpose_updates_campaign="on")
    press(client, link(message, "r"))
    assert Supporter.objects.get().subscriptions.get().state == "active"


def test_a_registration_outlives_its_page(agenda: Agenda, client: Client) -> None:
    message = confirmed(agenda, client)
    for page in EventPage.objects.all():
        page.unpublish()
    own = link(message, "r")
    assert "Réunion publique" in client.get(own).content.decode()
    press(client, own)
    assert Registration.objects.get().state == State.CANCELLED


def test_the_link_of_an_event_that_is_over_cancels_nothing_and_hides_details(
    agenda: Agenda, client: Client, soon
) -> None:
    agenda.fr.private_details = "Code 4711"
    agenda.fr.save_revision().publish()
    own = link(confirmed(agenda, client), "r")
    agenda.fr.starts_at, agenda.fr.ends_at = soon(days=-2), soon(days=-1)
    agenda.fr.save_revision().publish()
    page = client.get(own).content.decode()
    assert "<form" not in re.search(r"<main.*</main>", page, re.DOTALL)[0]
    assert "4711" not in page
    press(client, own)
    assert Registration.objects.get().state == State.REGISTERED


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "é" * 20, "a" * 3000])
def test_a_damaged_token_changes_nothing(agenda: Agenda, client: Client, token: str) -> None:
    confirmed(agenda, client)
    for answer in (client.get(f"/r/{token}/"), press(client, f"/r/{token}/")):
        assert answer.status_code in {404, 410}
    assert Registration.objects.get().state == State.REGISTERED


def test_a_token_of_another_purpose_opens_no_registration(agenda: Agenda, client: Client) -> None:
    agenda.post(client)
    (first,) = deliver()
    wrong = link(first, "c").replace("/c/", "/r/")
    assert press(client, wrong).status_code in {404, 410}
    press(client, link(first, "c"))
    (second,) = deliver()
    crossed = link(second, "r").replace("/r/", "/u/")
    assert press(client, crossed).status_code in {404, 410}
    assert Registration.objects.get().state == State.REGISTERED


def test_pages_behind_a_token_are_private(agenda: Agenda, client: Client) -> None:
    answer = client.get(link(confirmed(agenda, client), "r"))
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert not answer.cookies


def test_another_site_cannot_press_the_button(agenda: Agenda, client: Client) -> None:
    own = link(confirmed(agenda, client), "r")
    assert client.post(own, HTTP_ORIGIN="https://evil.example").status_code == 403
    assert Registration.objects.get().state == State.REGISTERED
