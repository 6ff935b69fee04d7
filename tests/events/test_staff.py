"""Staff see the registrations of their own sites, organisers those of their own events."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Site

from hustings_events.models import EventIndexPage, EventPage, Registration
from hustings_home.models import HomePage
from hustings_signup.models import ConsentRecord, PeoplePermission, Supporter
from hustings_signup.staff import access
from tests.conftest import PASSWORD
from tests.events.conftest import Agenda, State, come, register

LIST = reverse("hustings_registrations:index")


def member(name: str, *, site: Site | None, people: tuple = (), events: tuple = ()):
    """A client logged in as somebody of staff, with a group of their own."""
    user = get_user_model().objects.create_user(name, f"{name}@example.org", PASSWORD)
    group = Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    access.grant(group, sites=[site] if site else [], permissions=people)
    group.permissions.add(
        *Permission.objects.filter(content_type__app_label="hustings_events", codename__in=events)
    )
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def officer(agenda: Agenda) -> Client:
    return member("officer", site=agenda.campaign.site, people=tuple(PeoplePermission.values))


@pytest.fixture
def organiser(agenda: Agenda) -> Client:
    """May see and cancel for the events whose page they made."""
    return member(
        "organiser",
        site=agenda.campaign.site,
        events=("view_registration", "change_registration"),
    )


def cancel_url(registration: Registration) -> str:
    return reverse("hustings_registrations:cancel", args=[registration.pk])


def shown(client: Client, query: str = "") -> str:
    answer = client.get(LIST + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_officer_sees_who_registered(agenda: Agenda, officer: Client) -> None:
    registration = come(agenda.fr, "marie@example.org", party=3)
    html = shown(officer)
    assert "Marie Dupont" in html
    assert "Réunion publique" in html
    assert reverse("hustings_people:person", args=[registration.supporter_id]) in html


def test_the_list_is_filtered_by_event_and_state(agenda: Agenda, officer: Client) -> None:
    other = agenda.make(title="Tractage", slug="tractage")
    come(agenda.fr, "a@example.org")
    register(other, "b@example.org")
    for query, count in [
        ("", 2),
        (f"?event={other.row.pk}", 1),
        ("?state=registered", 1),
        (f"?event={other.row.pk}&state=registered", 0),
        ("?event=999999&state=nonsense", 2),
    ]:
        assert shown(officer, query).count("Marie Dupont") in {count, count * 2}, query


def test_the_seats_of_the_chosen_event_stand_above_its_list(
    agenda: Agenda, staff, client: Client
) -> None:
    come(agenda.fr, "a@example.org", party=3)
    client.force_login(staff)
    html = shown(client, f"?event={agenda.row.pk}")
    heading = html[html.index('<h2 role="status"') :].split("</h2>")[0]
    assert "3" in heading
    assert "50" in heading


def test_staff_of_one_site_never_see_the_other_s(agenda: Agenda, officer: Client) -> None:
    home = HomePage(title="Autre", slug="autre", lead="x", locale=agenda.campaign.fr)
    agenda.campaign.root.add_child(instance=home)
    other = Site.objects.create(hostname="b.example", root_page=home)
    come(agenda.fr, "a@example.org")
    stranger = member("stranger", site=other, people=tuple(PeoplePermission.values))
    assert "Marie" not in shown(stranger)
    assert "Réunion publique" not in shown(stranger)
    url = cancel_url(Registration.objects.get())
    assert stranger.post(url, follow=True).status_code == 404
    assert Registration.objects.get().state == State.REGISTERED


@pytest.mark.parametrize(
    ("people", "events"), [((), ()), ((PeoplePermission.EXPORT.value,), ("change_registration",))]
)
def test_who_has_no_permission_gets_403(agenda: Agenda, people: tuple, events: tuple) -> None:
    come(agenda.fr, "a@example.org")
    outsider = member("outsider", site=agenda.campaign.site, people=people, events=events)
    answer = outsider.get(LIST)
    assert answer.status_code == 403
    assert "Marie" not in answer.content.decode()
    dashboard = outsider.get(reverse("wagtailadmin_home")).content.decode()
    assert LIST not in dashboard


def test_a_permission_without_a_site_is_worth_nothing(agenda: Agenda) -> None:
    nowhere = member("nowhere", site=None, events=("view_registration",))
    assert nowhere.get(LIST).status_code == 403


def test_r17_an_organiser_sees_their_own_events_only(agenda: Agenda, organiser: Client) -> None:
    mine = agenda.make(title="La mienne", slug="mienne", owner=organiser.user)
    come(agenda.fr, "a@example.org")
    come(mine, "b@example.org")
    html = shown(organiser)
    assert html.count("Marie Dupont") == 1
    assert "La mienne" in html
    assert "Réunion publique" not in html
    assert reverse("hustings_people:index") not in html


def test_staff_cancel_for_who_asks(agenda: Agenda, officer: Client) -> None:
    registration = come(agenda.fr, "a@example.org", party=2)
    url = cancel_url(registration)
    assert url in shown(officer)
    assert officer.get(url).status_code == 302
    assert agenda.row.seats_taken == 2
    assert officer.post(url).status_code == 302
    registration.refresh_from_db()
    assert registration.state == State.CANCELLED
    assert agenda.row.seats_taken == 0
    record = ConsentRecord.objects.get(type="withdrawn")
    assert (record.actor, record.channel) == ("staff", "admin")
    assert url not in shown(officer)
    assert officer.post(url).status_code == 302


def test_an_organiser_cancels_for_their_own_event_only(agenda: Agenda, organiser: Client) -> None:
    mine = agenda.make(title="La mienne", slug="mienne", owner=organiser.user)
    ours, theirs = come(mine, "b@example.org"), come(agenda.fr, "a@example.org")
    answers = [organiser.post(cancel_url(one), follow=True).status_code for one in (ours, theirs)]
    assert answers == [200, 404]
    assert Registration.objects.get(state=State.REGISTERED) == theirs


def test_seeing_is_not_cancelling(agenda: Agenda) -> None:
    viewer = member("viewer", site=agenda.campaign.site, people=(PeoplePermission.LIST.value,))
    registration = come(agenda.fr, "a@example.org")
    url = cancel_url(registration)
    html = shown(viewer)
    assert "Marie Dupont" in html
    assert url not in html
    assert reverse("hustings_people:person", args=[registration.supporter_id]) not in html
    assert viewer.post(url, follow=True).status_code == 404


def test_the_event_s_own_page_leads_to_its_list(agenda: Agenda, staff, client: Client) -> None:
    client.force_login(staff)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[agenda.en.pk])).content.decode()
    assert f"{LIST}?event={agenda.row.pk}" in html
    other = client.get(reverse("wagtailadmin_pages:edit", args=[agenda.index_fr.pk]))
    assert f"{LIST}?event=" not in other.content.decode()


def test_the_person_s_record_tells_what_ended(agenda: Agenda, officer: Client) -> None:
    registration = come(agenda.fr, "a@example.org")
    officer.post(cancel_url(registration))
    person = Supporter.objects.get()
    html = officer.get(reverse("hustings_people:person", args=[person.pk])).content.decode()
    assert html.count("Réunion publique") >= 2


def test_the_list_asks_as_often_for_many(agenda: Agenda, officer: Client) -> None:
    def asked() -> int:
        shown(officer)
        with CaptureQueriesContext(connection) as captured:
            shown(officer)
        return len(captured)

    come(agenda.fr, "first@example.org")
    few = asked()
    for number in range(12):
        come(agenda.fr, f"v{number}@example.org")
    assert asked() == few <= 30


def test_an_editor_makes_an_event_in_the_admin(agenda: Agenda, staff, client: Client) -> None:
    """The editor's form, from an empty draft to a page with its row."""
    client.force_login(staff)
    url = reverse(
        "wagtailadmin_pages:add", args=["hustings_events", "eventpage", agenda.index_fr.pk]
    )
    assert client.get(url).status_code == 200
    data = {
        "title": "Tractage",
        "slug": "tractage",
        "kind": "canvassing",
        "starts_at": "",
        "ends_at": "",
        "time_zone": "Europe/Paris",
        "status": "scheduled",
        "party_limit": "4",
        "takes_registrations": "on",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    assert client.post(url, data).status_code == 302
    draft = EventPage.objects.get(slug="tractage")
    assert not draft.live
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    refused = client.post(edit, {**data, "action-publish": "1"})
    assert refused.status_code == 200
    dates = {"starts_at": "2027-05-01 09:00", "ends_at": "2027-05-01 11:00"}
    assert client.post(edit, {**data, **dates, "action-publish": "1"}).status_code == 302
    page = EventPage.objects.get(pk=draft.pk)
    assert page.live
    assert page.row.starts_at.isoformat() == "2027-05-01T07:00:00+00:00"
    assert EventIndexPage.objects.count() == 2
