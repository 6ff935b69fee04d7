"""The shared row follows the first language; deleting is refused; capacity never turns away."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site
from wagtail_localize.fields import get_translatable_fields

from hustings_events import services
from hustings_events.models import Event, EventIndexPage, EventPage, Registration
from hustings_events.models.event_page import SHARED_FIELDS
from hustings_home.models import HomePage
from tests.conftest import Campaign
from tests.events.conftest import Agenda, State, come, make_event, register

PARIS = ZoneInfo("Europe/Paris")


def publish(page: EventPage, **changes: object) -> EventPage:
    """Publish a change as an editor does; the page fresh from the database."""
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


def test_both_languages_share_one_row(agenda: Agenda) -> None:
    assert agenda.fr.row == agenda.en.row == Event.objects.get()
    assert agenda.row.site == agenda.campaign.site
    assert agenda.row.title == "Réunion publique"


def test_a_draft_has_no_row(agenda: Agenda) -> None:
    page = agenda.index_fr.add_child(instance=EventPage(title="Brouillon", live=False))
    page.save_revision(clean=False)
    assert services.ensure_row(page=page) is None
    assert EventPage.objects.get(pk=page.pk).row is None


def test_a_page_that_is_only_scheduled_has_no_row(agenda: Agenda) -> None:
    start = timezone.now() + timedelta(days=3)
    page = agenda.index_fr.add_child(
        instance=EventPage(
            title="Plus tard",
            live=False,
            starts_at=start,
            ends_at=start,
            go_live_at=timezone.now() + timedelta(days=1),
        )
    )
    page.save_revision().publish()
    assert not EventPage.objects.get(pk=page.pk).live
    assert Event.objects.count() == 1


def test_a_copy_is_another_event(agenda: Agenda) -> None:
    copy = agenda.fr.copy(update_attrs={"slug": "encore", "title": "Encore"}, keep_live=False)
    copy.save_revision().publish()
    assert Event.objects.count() == 2


def test_dates_and_status_of_the_first_language_are_those_of_all(agenda: Agenda, soon) -> None:
    start = soon(days=20)
    publish(agenda.fr, starts_at=start, ends_at=start + timedelta(hours=1), status="cancelled")
    english = EventPage.objects.get(pk=agenda.en.pk)
    assert (english.starts_at, english.status) == (start, "cancelled")
    assert agenda.row.starts_at == start
    assert agenda.row.is_cancelled


def test_a_translation_that_lags_behind_changes_nothing(agenda: Agenda, soon) -> None:
    publish(agenda.fr, capacity=80)
    stale = publish(agenda.en, capacity=10, title="A public meeting")
    assert agenda.row.capacity == 80
    assert (stale.capacity, stale.title) == (80, "A public meeting")


def test_translators_never_see_what_is_shared(campaign: Campaign) -> None:
    fields = {field.field_name: field for field in get_translatable_fields(EventPage)}
    page = EventPage()
    for name in SHARED_FIELDS:
        assert fields[name].is_synchronized(page), name
        assert not fields[name].is_translated(page), name
        assert not fields[name].is_overridable(page), name
    for name in ("title", "lead", "access", "private_details", "status_note", "place_name"):
        assert fields[name].is_translated(page), name


def test_another_site_has_a_row_of_its_own(agenda: Agenda) -> None:
    home = HomePage(title="Autre", slug="autre", lead="x", locale=agenda.campaign.fr)
    agenda.campaign.root.add_child(instance=home)
    other = Site.objects.create(hostname="other.example", root_page=home)
    index = home.add_child(instance=EventIndexPage(title="A", locale=agenda.campaign.fr))
    alias = agenda.fr.create_alias(parent=index, update_slug="alias")
    row = services.ensure_row(page=EventPage.objects.get(pk=alias.pk))
    here = Event.objects.get(site=agenda.campaign.site)
    assert row is not None
    assert row.site == other
    assert row.translation_key == here.translation_key
    assert row != here


def test_an_alias_sells_the_seats_of_its_original(agenda: Agenda) -> None:
    alias = agenda.fr.create_alias(parent=agenda.index_fr, update_slug="alias")
    page = EventPage.objects.get(pk=alias.pk)
    assert page.translation_key != agenda.fr.translation_key
    assert services.ensure_row(page=page) == page.row == agenda.row
    come(page, "a@example.org", party=3)
    assert agenda.row.seats_taken == 3


def test_a_capacity_below_the_seats_taken_sinks_as_seats_come_back(agenda: Agenda) -> None:
    leaving = come(agenda.fr, "a@example.org", party=4)
    come(agenda.fr, "b@example.org", party=2)
    publish(agenda.fr, capacity=3)
    assert (agenda.row.capacity, agenda.row.seats_taken) == (6, 6)
    services.cancel(registration=leaving)
    assert (agenda.row.capacity, agenda.row.seats_taken) == (3, 2)
    assert come(agenda.fr, "c@example.org", party=2).state == State.WAITING


def test_a_capacity_may_be_taken_away(agenda: Agenda) -> None:
    publish(agenda.fr, capacity=None)
    assert agenda.row.capacity is None


@pytest.mark.parametrize(
    ("change", "raises"),
    [
        ({"lead": "Autre phrase."}, False),
        ({"capacity": 60}, False),
        ({"title": "Grande réunion"}, True),
        ({"place_name": "Gymnase"}, True),
        ({"status": "cancelled"}, True),
        ({"starts_at": timezone.now() + timedelta(days=9)}, True),
    ],
)
def test_the_calendar_number_rises_with_what_matters(
    agenda: Agenda, change: dict, raises: bool
) -> None:
    before = agenda.row
    publish(agenda.fr, **change)
    assert agenda.row.sequence == before.sequence + int(raises)
    assert (agenda.row.changed_at > before.changed_at) is raises


# --- The editor's form ------------------------------------------------------------------------


def fields(page: EventPage, **changes: object) -> dict[str, object]:
    """What the editor's form sends for a page."""
    local = page.starts_at.astimezone(PARIS), page.ends_at.astimezone(PARIS)
    known = {
        "title": page.title,
        "slug": page.slug,
        "lead": page.lead,
        "kind": page.kind,
        "starts_at": local[0].strftime("%Y-%m-%d %H:%M"),
        "ends_at": local[1].strftime("%Y-%m-%d %H:%M"),
        "time_zone": page.time_zone,
        "status": page.status,
        "status_note": "",
        "place_name": page.place_name,
        "address": page.address,
        "postcode": page.postcode,
        "town": page.town,
        "department": page.department,
        "access": "",
        "takes_registrations": "on",
        "capacity": page.capacity,
        "party_limit": page.party_limit,
        "private_details": "",
        "image": "",
        "body-count": 0,
    }
    return {**known, **changes}


def form_for(page: EventPage, *, draft: bool = False, **changes: object):
    form_class = EventPage.get_edit_handler().get_form_class()
    form = form_class(fields(page, **changes), instance=page, parent_page=page.get_parent())
    if draft:
        form.defer_required_fields()
    return form


def test_the_form_reads_the_clock_of_the_place(agenda: Agenda) -> None:
    form = form_for(
        agenda.fr,
        time_zone="America/Cayenne",
        starts_at="2027-03-20 18:30",
        ends_at="2027-03-20 20:30",
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["starts_at"] == datetime(2027, 3, 20, 21, 30, tzinfo=UTC)


def test_the_form_shows_the_clock_of_the_place(agenda: Agenda) -> None:
    page = agenda.make(
        time_zone="America/Cayenne", starts_at=datetime(2027, 3, 20, 21, 30, tzinfo=UTC)
    )
    form = EventPage.get_edit_handler().get_form_class()(instance=page)
    assert 'value="2027-03-20 18:30"' in str(form["starts_at"])


def test_saving_the_form_unchanged_moves_nothing(agenda: Agenda) -> None:
    page = agenda.make(time_zone="Asia/Tokyo", starts_at=datetime(2027, 7, 1, 9, 0, tzinfo=UTC))
    tokyo = {
        name: getattr(page, name).astimezone(ZoneInfo("Asia/Tokyo")).strftime("%Y-%m-%d %H:%M")
        for name in ("starts_at", "ends_at")
    }
    form = form_for(page, **tokyo)
    assert form.is_valid()
    assert form.cleaned_data["starts_at"] == page.starts_at


def test_the_end_comes_after_the_start(agenda: Agenda) -> None:
    form = form_for(agenda.fr, ends_at=fields(agenda.fr)["starts_at"])
    assert "ends_at" in form.errors


def test_publishing_asks_for_the_dates_and_a_draft_does_not(agenda: Agenda) -> None:
    assert set(form_for(agenda.fr, starts_at="", ends_at="").errors) == {"starts_at", "ends_at"}
    assert form_for(agenda.fr, draft=True, starts_at="", ends_at="").is_valid()


def test_the_town_is_found_from_the_postcode(agenda: Agenda) -> None:
    form = form_for(agenda.fr, postcode="59000", town="", department="")
    assert form.is_valid(), form.errors
    assert (form.instance.town, form.instance.department) == ("Lille", "59")


def test_fewer_places_than_are_taken_are_refused_in_words(agenda: Agenda) -> None:
    come(agenda.fr, "a@example.org", party=4)
    form = form_for(EventPage.objects.get(pk=agenda.fr.pk), capacity=3)
    assert "4" in str(form.errors["capacity"])
    assert form_for(EventPage.objects.get(pk=agenda.fr.pk), capacity=4).is_valid()


@pytest.mark.parametrize("wrong", ["0", "-1", "abc"])
def test_an_absurd_capacity_is_refused(agenda: Agenda, wrong: str) -> None:
    assert "capacity" in form_for(agenda.fr, capacity=wrong).errors


@pytest.mark.parametrize("wrong", ["0", "5"])
def test_an_absurd_party_limit_is_refused(agenda: Agenda, wrong: str) -> None:
    assert "party_limit" in form_for(agenda.fr, party_limit=wrong).errors


# --- Deleting and moving ----------------------------------------------------------------------


@pytest.fixture
def admin(client: Client, staff: object) -> Client:
    client.force_login(staff)
    return client


def test_an_event_without_registrations_is_deleted(agenda: Agenda, admin: Client) -> None:
    admin.post(reverse("wagtailadmin_pages:delete", args=[agenda.en.pk]))
    assert not EventPage.objects.filter(pk=agenda.en.pk).exists()


@pytest.mark.parametrize("target", ["fr", "en", "index_fr", "home"])
def test_an_event_with_registrations_is_not_deleted(
    agenda: Agenda, admin: Client, target: str
) -> None:
    register(agenda.fr)
    page = agenda.campaign.home_fr if target == "home" else getattr(agenda, target)
    response = admin.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    assert "Réunion publique" in response.content.decode()
    assert EventPage.objects.count() == 2


def test_nor_by_ticking_several_pages(agenda: Agenda, admin: Client) -> None:
    register(agenda.fr)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    admin.post(f"{url}?id={agenda.fr.pk}&id={agenda.en.pk}")
    assert EventPage.objects.count() == 2


@pytest.mark.parametrize("above", [False, True])
def test_no_other_path_deletes_it_either(agenda: Agenda, above: bool) -> None:
    register(agenda.fr)
    target = agenda.campaign.home_fr if above else agenda.fr
    with pytest.raises(ProtectedError), transaction.atomic():
        Page.objects.get(pk=target.pk).delete()
    assert EventPage.objects.count() == 2
    assert Registration.objects.count() == 1


def test_registrations_do_not_move_to_another_site(agenda: Agenda, admin: Client) -> None:
    home = HomePage(title="Autre", slug="autre", lead="x", locale=agenda.campaign.fr)
    agenda.campaign.root.add_child(instance=home)
    Site.objects.create(hostname="other.example", root_page=home)
    index = home.add_child(instance=EventIndexPage(title="A", locale=agenda.campaign.fr))
    free = make_event(agenda.index_fr, slug="libre", title="Libre")
    register(agenda.fr)
    for page in (agenda.fr, free):
        admin.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, index.pk]))
    sites = [EventPage.objects.get(pk=page.pk).get_site() for page in (agenda.fr, free)]
    assert sites[0] == agenda.campaign.site
    assert sites[1].hostname == "other.example"
