"""What visitors see: the agenda, an event, and nothing that costs more with more events."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models.signals import Signal, post_save
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from hustings_events.models import Event, EventIndexPage, EventPage
from hustings_home.models import StandardPage
from tests.events.conftest import Agenda, come, make_event


def text_of(client: Client, page: Page, query: str = "") -> str:
    """The words of the page's main part, without tags."""
    response = client.get(page.url + query)
    assert response.status_code == 200
    assert not response.cookies
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def titles(client: Client, page: Page, query: str = "") -> list[str]:
    """The events listed, in the order shown."""
    html = client.get(page.url + query).content.decode()
    items = re.findall(r'<article class="agenda__item">.*?</article>', html, re.DOTALL)
    return [re.search(r"<h3><a [^>]*>(.*?)</a>", item)[1] for item in items]


# --- The event page ---------------------------------------------------------------------------


def test_the_page_says_when_and_where(agenda: Agenda, client: Client) -> None:
    page = agenda.make(starts_at=datetime(2027, 3, 20, 17, 30, tzinfo=UTC), access="Sans marche.")
    words = text_of(client, page)
    assert "samedi 20 mars 2027, 18:30 – 20:30" in words
    assert "Paris" in words
    assert "Salle des fêtes, 1 place de la Mairie, 59000 Lille" in words
    assert "Sans marche." in words


def test_english_says_it_in_english(agenda: Agenda, client: Client) -> None:
    start = datetime(2027, 3, 20, 17, 30, tzinfo=UTC)
    agenda.fr.starts_at, agenda.fr.ends_at = start, start + timedelta(hours=2)
    agenda.fr.save_revision().publish()
    words = text_of(client, EventPage.objects.get(pk=agenda.en.pk))
    assert "Saturday 20 March 2027, 6:30 p.m. – 8:30 p.m. (Paris time)" in " ".join(
        words.replace("( ", "(").split()
    )


def test_the_clock_is_that_of_the_place(agenda: Agenda, client: Client) -> None:
    page = agenda.make(
        time_zone="Indian/Reunion", starts_at=datetime(2027, 3, 20, 17, 30, tzinfo=UTC)
    )
    assert "21:30 – 23:30" in text_of(client, page)


def test_an_event_of_two_days_names_both(agenda: Agenda, client: Client) -> None:
    start = datetime(2027, 3, 20, 17, 0, tzinfo=UTC)
    page = agenda.make(starts_at=start, ends_at=start + timedelta(hours=20))
    assert "samedi 20 mars 2027, 18:00 – dimanche 21 mars 2027, 14:00" in text_of(client, page)


def test_the_form_stands_before_the_text(agenda: Agenda, client: Client) -> None:
    html = client.get(agenda.fr.url).content.decode()
    assert f'action="{agenda.fr.form_action}"' in html
    assert html.index('id="register"') < html.index("data-share")
    assert "Je m’inscris" in html
    assert 'name="purpose_updates_campaign"' in html
    assert not re.search(r"<input[^>]*type=\"checkbox\"[^>]*checked", html)


def test_no_more_people_are_offered_than_allowed(agenda: Agenda, client: Client) -> None:
    html = client.get(agenda.make(party_limit=2).url).content.decode()
    options = re.search(r'<select name="party_size".*?</select>', html, re.DOTALL)[0]
    assert re.findall(r'value="(\d)"', options) == ["1", "2"]


def test_places_left_are_told_in_words_never_as_a_number(agenda: Agenda, client: Client) -> None:
    Event.objects.filter(pk=agenda.row.pk).update(seats_taken=47)
    words = text_of(client, agenda.en)
    assert "Last places: 5 or fewer" in words
    assert "47" not in words
    assert not re.search(r"\b3\b places", words)


def test_a_full_event_offers_the_waiting_list(agenda: Agenda, client: Client) -> None:
    Event.objects.filter(pk=agenda.row.pk).update(seats_taken=50)
    words = text_of(client, agenda.en)
    assert "Full" in words
    assert "Join the waiting list" in words
    assert agenda.en.form_action in client.get(agenda.en.url).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "cancelled", "status_note": "Storm."}, "This event is cancelled."),
        ({"starts_at": datetime(2026, 1, 5, 17, tzinfo=UTC)}, "This event is over."),
        ({"takes_registrations": False}, "No need to register: just come."),
    ],
)
def test_without_a_form_the_page_says_why(
    agenda: Agenda, client: Client, fields: dict, words: str
) -> None:
    page = make_event(agenda.index_en, slug="closed", **fields)
    assert words in text_of(client, page)
    assert "<form class" not in client.get(page.url).content.decode()
    assert fields.get("status_note", "") in text_of(client, page)


def test_an_event_that_has_begun_takes_nobody_more(agenda: Agenda, client: Client, soon) -> None:
    page = make_event(agenda.index_en, starts_at=soon(hours=-1))
    assert "This event has begun" in text_of(client, page)


def test_private_details_are_on_no_public_page(agenda: Agenda, client: Client) -> None:
    page = agenda.make(private_details="Code 4711")
    for shown in (page, agenda.index_fr, agenda.campaign.home_fr):
        assert "4711" not in client.get(shown.url).content.decode()


def test_private_details_are_not_found_by_the_search(agenda: Agenda) -> None:
    agenda.make(private_details="Digicode 4711", lead="Petits fours")
    assert list(EventPage.objects.search("4711")) == []


def test_machines_read_an_event(agenda: Agenda, client: Client) -> None:
    html = client.get(agenda.fr.url).content.decode()
    raw = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    found = [item for part in raw for item in json.loads(part)]
    event = next(item for item in found if item["@type"] == "Event")
    assert event["startDate"] == agenda.fr.local_start.isoformat()
    assert event["startDate"][-6:] in {"+01:00", "+02:00"}
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["location"]["address"]["addressLocality"] == "Lille"
    assert event["organizer"]["name"] == "Association Essai"


def test_machines_read_a_cancelled_online_event(agenda: Agenda) -> None:
    page = agenda.make(kind="online", status="cancelled")
    event = page.json_ld()[-1]
    assert event["eventStatus"].endswith("EventCancelled")
    assert event["location"]["@type"] == "VirtualLocation"


def test_a_draft_without_dates_can_be_previewed(agenda: Agenda, client: Client, staff) -> None:
    client.force_login(staff)
    page = agenda.index_fr.add_child(instance=EventPage(title="Brouillon", live=False))
    response = page.make_preview_request()
    assert response.status_code == 200
    assert page.json_ld()[-1]["@type"] != "Event"


# --- The agenda -------------------------------------------------------------------------------


@pytest.fixture
def several(agenda: Agenda, soon) -> Agenda:
    """Three events to come and one past, in two towns."""
    agenda.make(slug="a", title="Tractage", town="Roubaix", kind="canvassing")
    agenda.make(slug="b", title="Débat", town="Lille", kind="debate", starts_at=soon(days=2))
    agenda.make(slug="c", title="Passée", town="Tourcoing", starts_at=soon(days=-9))
    EventPage.objects.filter(title="Tractage").update(starts_at=soon(days=5))
    agenda.index_fr.add_child(instance=EventPage(title="Brouillon", live=False))
    return agenda


def test_the_next_event_stands_first(several: Agenda, client: Client) -> None:
    assert titles(client, several.index_fr) == ["Débat", "Tractage", "Réunion publique"]


def test_past_events_are_in_the_archive(several: Agenda, client: Client) -> None:
    assert titles(client, several.index_fr, "?when=past") == ["Passée"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?town=Lille", ["Débat", "Réunion publique"]),
        ("?kind=canvassing", ["Tractage"]),
        ("?town=Lille&kind=debate", ["Débat"]),
        ("?town=Lille&kind=canvassing", []),
        ("?town=Nowhere&kind=nonsense&page=99&when=x", 3),
        ("?town=%00&kind[]=x&page=-1", 3),
    ],
)
def test_the_filter_needs_no_script(
    several: Agenda, client: Client, query: str, found: list[str] | int
) -> None:
    shown = titles(client, several.index_fr, query)
    assert shown == found if isinstance(found, list) else len(shown) == found


def test_only_towns_that_lead_somewhere_are_offered(several: Agenda, client: Client) -> None:
    html = client.get(several.index_fr.url).content.decode()
    assert "Roubaix</option>" in html
    assert "Tourcoing</option>" not in html


def test_the_pager_keeps_the_filter(agenda: Agenda, client: Client) -> None:
    for number in range(14):
        agenda.make(slug=f"e{number}", title=f"E{number}", town="Lille & Roubaix")
    html = client.get(agenda.index_fr.url + "?town=Lille+%26+Roubaix").content.decode()
    assert 'href="?town=Lille+%26+Roubaix&amp;page=2"' in html
    assert len(titles(client, agenda.index_fr, "?town=Lille+%26+Roubaix&page=2")) == 2


def test_other_pages_may_list_the_next_events(several: Agenda) -> None:
    assert [page.title for page in several.index_fr.list_items(2)] == ["Débat", "Tractage"]


def test_an_empty_agenda_says_so(agenda: Agenda, client: Client) -> None:
    agenda.en.unpublish()
    assert "Nothing is planned" in text_of(client, agenda.index_en)


# --- What it costs ----------------------------------------------------------------------------


def queries(client: Client, url: str) -> int:
    """Queries of a visit when the process is warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.fixture
def plain(agenda: Agenda) -> StandardPage:
    """A page as deep in the tree as an event: what the frame and Wagtail's routing ask."""
    above = agenda.campaign.home_fr.add_child(instance=StandardPage(title="A", slug="above"))
    return above.add_child(instance=StandardPage(title="B", slug="below"))


def test_an_event_page_asks_for_its_row_and_its_notice(
    agenda: Agenda, client: Client, plain: StandardPage
) -> None:
    come(agenda.fr, "a@example.org")
    assert queries(client, agenda.fr.url) <= queries(client, plain.url) + 3


def test_the_agenda_asks_as_often_for_5_and_for_500_events(
    agenda: Agenda, client: Client, plain: StandardPage
) -> None:
    add_many(agenda, 4)
    few = queries(client, agenda.index_fr.url)
    add_many(agenda, 495)
    assert len(titles(client, agenda.index_fr, "?page=40")) == 12
    assert queries(client, agenda.index_fr.url) == few
    assert few <= queries(client, plain.get_parent().url) + 3


def add_many(agenda: Agenda, count: int) -> None:
    """Many events at once, in many towns; the search index is not what is measured."""
    index = EventIndexPage.objects.get(pk=agenda.index_fr.pk)
    start = agenda.fr.starts_at
    with disable_reference_index_auto_update(), mute(post_save):
        for number in range(count):
            event = EventPage(title=f"E{number}", slug=f"e{count}-{number}", town=f"T{number}")
            event.starts_at, event.ends_at = start, start + timedelta(hours=number)
            event.locale = index.locale
            index.add_child(instance=event)


@contextmanager
def mute(signal: Signal) -> Iterator[None]:
    """Nobody hears the signal meanwhile."""
    receivers, signal.receivers = signal.receivers, []
    signal.sender_receivers_cache.clear()
    try:
        yield
    finally:
        signal.receivers = receivers
        signal.sender_receivers_cache.clear()
