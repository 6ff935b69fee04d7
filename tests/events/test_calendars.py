"""The .ics files: strict programs read them, and the clock is right on every night."""

import itertools
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.tz import tzical
from django.test import Client
from django.urls import reverse

from hustings_events import ics, zones
from hustings_events.models import EventPage
from tests.events.conftest import Agenda, make_event


def event_url(page: EventPage) -> str:
    return reverse("hustings_events:event_calendar", args=[page.pk])


def read(client: Client, page: EventPage) -> icalendar.Calendar:
    response = client.get(event_url(page))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(response.content)


def test_one_event_is_read_back_whole(agenda: Agenda, client: Client) -> None:
    calendar = read(client, agenda.fr)
    (event,) = calendar.events
    assert event["UID"] == str(agenda.row.uuid)
    assert event["SUMMARY"] == "Réunion publique"
    assert event["LOCATION"] == "Salle des fêtes, 1 place de la Mairie, 59000 Lille"
    assert event.start == agenda.fr.starts_at
    assert event.end == agenda.fr.ends_at
    assert event["STATUS"] == "CONFIRMED"
    assert event["SEQUENCE"] == 0
    assert event["URL"] == agenda.fr.full_url
    assert calendar.get_missing_tzids() == set()
    for name in ("PRODID", "VERSION"):
        assert calendar[name]


def test_every_line_is_as_the_standard_wants_it(agenda: Agenda) -> None:
    page = agenda.make(title="Été ; débat, « où » ?\\ " + "très long " * 20, lead="a\r\nb\x0bc")
    raw = ics.single(page, page.row)
    assert raw.endswith(b"END:VCALENDAR\r\n")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()  # no character is cut in two
        assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", line)
    (event,) = icalendar.Calendar.from_ical(raw).events
    assert event["SUMMARY"] == page.title
    assert "a\nbc" in event["DESCRIPTION"]


def test_both_languages_are_the_same_event(agenda: Agenda, client: Client) -> None:
    french, english = (read(client, page).events[0] for page in (agenda.fr, agenda.en))
    assert french["UID"] == english["UID"]
    assert english["SUMMARY"] == "Public meeting"


def test_a_change_keeps_the_uid_and_raises_the_sequence(agenda: Agenda, client: Client) -> None:
    before = read(client, agenda.fr).events[0]
    agenda.fr.starts_at += timedelta(hours=1)
    agenda.fr.ends_at += timedelta(hours=1)
    agenda.fr.save_revision().publish()
    after = read(client, agenda.fr).events[0]
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["DTSTAMP"].dt >= before["DTSTAMP"].dt


def test_a_cancelled_event_says_so(agenda: Agenda, client: Client) -> None:
    agenda.en.status = agenda.fr.status = "cancelled"
    agenda.fr.save_revision().publish()
    event = read(client, agenda.en).events[0]
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"].endswith("Public meeting")
    assert event["SUMMARY"] != "Public meeting"


def test_private_details_are_in_no_public_calendar(agenda: Agenda, client: Client) -> None:
    page = agenda.make(private_details="Code 4711")
    feed = client.get(reverse("hustings_events:agenda_calendar", args=[agenda.index_fr.pk]))
    assert b"4711" not in client.get(event_url(page)).content + feed.content
    assert b"4711" in ics.single(page, page.row, private_details=page.private_details)


def test_the_feed_holds_all_events_of_its_language(agenda: Agenda, client: Client, soon) -> None:
    agenda.make(slug="passe", title="Passée", starts_at=soon(days=-40))
    agenda.make(slug="loin", title="Au loin", time_zone="Indian/Reunion")
    agenda.index_fr.add_child(instance=EventPage(title="Brouillon", live=False))
    response = client.get(reverse("hustings_events:agenda_calendar", args=[agenda.index_fr.pk]))
    calendar = icalendar.Calendar.from_ical(response.content)
    titles = [str(event["SUMMARY"]) for event in calendar.events]
    assert titles == ["Passée", "Réunion publique", "Au loin"]
    assert {zone.tz_name for zone in calendar.timezones} == {"Europe/Paris", "Indian/Reunion"}
    assert calendar["X-WR-CALNAME"] == "Agenda"
    assert "max-age" in response.headers["Cache-Control"]
    assert not response.cookies


def test_an_empty_agenda_is_a_calendar_too(agenda: Agenda, client: Client) -> None:
    EventPage.objects.get(pk=agenda.en.pk).unpublish()
    response = client.get(reverse("hustings_events:agenda_calendar", args=[agenda.index_en.pk]))
    assert icalendar.Calendar.from_ical(response.content).events == []


@pytest.mark.parametrize("events", [1, 60])
def test_the_feed_asks_the_database_as_often_for_many(
    agenda: Agenda, client: Client, events: int, django_assert_max_num_queries
) -> None:
    for number in range(events):
        make_event(agenda.index_fr, slug=f"e{number}", title=f"E{number}")
    with django_assert_max_num_queries(9):
        client.get(reverse("hustings_events:agenda_calendar", args=[agenda.index_fr.pk]))


# --- Clocks -----------------------------------------------------------------------------------

YEAR = 2027
PLACES = [
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Tokyo",
    "America/Cayenne",
]


@pytest.mark.parametrize("name", PLACES)
def test_the_clock_changes_are_those_of_the_zone(name: str) -> None:
    """Judged by another program: dateutil reads the VTIMEZONE and must agree all year long."""
    text = zones.vtimezone(name, YEAR, YEAR).to_ical().decode()
    clock = tzical(StringIO(text)).get(name)
    zone = ZoneInfo(name)
    moment, end = datetime(YEAR, 1, 1, tzinfo=UTC), datetime(YEAR + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        local = moment.astimezone(zone)
        read_back = local.replace(tzinfo=clock)
        if local.fold == 0 and local.replace(fold=1).utcoffset() == local.utcoffset():
            assert read_back.utcoffset() == local.utcoffset(), (name, moment)
        moment += timedelta(minutes=30)


def test_summer_time_begins_at_two_by_the_old_clock() -> None:
    lines = zones.vtimezone("Europe/Paris", YEAR, YEAR).to_ical().decode()
    (daylight,) = re.findall(r"BEGIN:DAYLIGHT.*?END:DAYLIGHT", lines, re.DOTALL)
    assert "DTSTART:20270328T020000" in daylight
    assert "TZOFFSETFROM:+0100" in daylight
    assert "TZOFFSETTO:+0200" in daylight


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Europe/Paris", datetime(2027, 3, 27, 20, 0, tzinfo=UTC)),
        ("Europe/Paris", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        ("Europe/Paris", datetime(2027, 10, 30, 21, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 3, 14, 6, 30, tzinfo=UTC)),
        ("UTC", datetime(2027, 6, 1, 12, 0, tzinfo=UTC)),
    ],
)
def test_an_event_over_a_night_of_change_keeps_its_moments(
    agenda: Agenda, zone: str, start: datetime
) -> None:
    end = start + timedelta(hours=8)
    page = agenda.make(time_zone=zone, starts_at=start, ends_at=end)
    raw = ics.single(page, page.row)
    (event,) = icalendar.Calendar.from_ical(raw).events
    assert event.start.astimezone(UTC) == start
    assert event.end.astimezone(UTC) == end
    if zone != "UTC":
        text = raw.decode()
        clock = tzical(StringIO(re.search(r"BEGIN:VTIMEZONE.*END:VTIMEZONE", text, re.DOTALL)[0]))
        for name, moment in (("DTSTART", start), ("DTEND", end)):
            wall = re.search(rf"^{name};TZID={zone}:(\w+)", text, re.MULTILINE)[1]
            local = datetime.strptime(wall, "%Y%m%dT%H%M%S").replace(tzinfo=clock.get(zone))
            assert local.astimezone(UTC) == moment


def test_editors_choose_among_places_only() -> None:
    names = dict(zones.choices())
    assert {"Europe/Paris", "America/Guadeloupe", "Pacific/Tahiti", "UTC"} <= set(names)
    assert not {"EST", "CET", "Etc/GMT+1", "localtime"} & set(names)
    assert all(len(name) <= 50 for name in names)


def test_an_unknown_zone_falls_back_to_the_installation() -> None:
    for wrong in ("Mars/Olympus", "", "../etc/passwd", "x" * 300):
        assert zones.zone(wrong).key == "Europe/Paris"


def test_zones_are_spoken_as_people_say_them(english) -> None:
    spoken = [zones.spoken(name) for name in ("Europe/Paris", "America/New_York", "UTC")]
    assert spoken == ["Paris time", "New York time", "UTC"]


def test_two_years_hold_every_change_once() -> None:
    parts = zones.vtimezone("Europe/Paris", YEAR, YEAR + 1).subcomponents
    starts = [part["DTSTART"].dt for part in parts]
    assert len(starts) == 5
    assert all(early < late for early, late in itertools.pairwise(starts))
