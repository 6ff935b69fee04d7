"""Staff screens: counts for editors, people for who may see them, each site for itself."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import GroupPagePermission, Page, Site
from wagtail.users.models import UserProfile

from hustings_home.models import HomePage
from hustings_petitions import services, tally
from hustings_petitions.models import PetitionIndexPage, Signature
from hustings_petitions.staff import timeline
from hustings_signup.models import PeoplePermission, Supporter
from hustings_signup.staff import access
from hustings_signup.visits import Visit
from tests.petitions.conftest import (
    Petitions,
    make_petition,
    publish_notices,
    sign,
    sign_and_confirm,
)

PAGES, SIGNATURES = "hustings_petition_pages:index", "hustings_signatures:index"


def member(
    name: str,
    *,
    edits: Page | None = None,
    sites: tuple[Site, ...] = (),
    permissions: tuple[str, ...] = (),
) -> Client:
    """A client logged in as a member of a group of their own, with an English admin."""
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "x" * 12)
    group = Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    if edits:
        for codename in ("change_page", "publish_page"):
            GroupPagePermission.objects.create(
                group=group, page=edits, permission=Permission.objects.get(codename=codename)
            )
    access.grant(group, sites=sites, permissions=permissions)
    user.groups.add(group)
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "en"
    profile.save()
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(petitions: Petitions) -> Client:
    return member("editor", edits=petitions.campaign.home_fr)


@pytest.fixture
def officer(petitions: Petitions) -> Client:
    return member(
        "officer", sites=(petitions.campaign.site,), permissions=(PeoplePermission.LIST.value,)
    )


@pytest.fixture
def elsewhere(petitions: Petitions) -> Petitions:
    """A petition of another candidate on the same install, signed by somebody."""
    campaign = petitions.campaign
    home = HomePage(title="B", slug="b", lead="B", locale=campaign.fr)
    campaign.root.add_child(instance=home)
    site = Site.objects.create(hostname="b.example", root_page=home, site_name="Candidate B")
    index = home.add_child(instance=PetitionIndexPage(title="B", slug="p", locale=campaign.fr))
    there = type(campaign)(site, campaign.root, campaign.fr, campaign.en, home, home)
    publish_notices(there, only="fr")
    page = make_petition(index, title="Ailleurs", slug="ailleurs")
    sign_and_confirm(page, "other@example.org")
    return Petitions(there, index, index, page, page)


def cells(html: str) -> list[str]:
    table = html.split("<main")[1].split("<tbody", 1)[1].split("</tbody>")[0]
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip()
        for cell in re.findall(r"<td.*?</td>", table, flags=re.DOTALL)
    ]


def test_the_closing_is_a_day_also_when_it_is_to_come(petitions: Petitions, editor: Client) -> None:
    closes = timezone.now() + timedelta(days=40)
    petitions.fr.closes_at = closes
    petitions.fr.save_revision().publish()
    html = editor.get(reverse(PAGES)).content.decode()
    assert date_format(timezone.localtime(closes), "SHORT_DATETIME_FORMAT") in html


def test_editors_see_counts_and_never_people(petitions: Petitions, editor: Client) -> None:
    for number in range(3):
        sign_and_confirm(petitions.fr, f"p{number}@example.org")
    services.withdraw(signature=Signature.objects.latest("pk"))
    sign(petitions.fr, "late@example.org")
    sign(petitions.fr, "held@example.org", visit=Visit(held_reason="network"))
    tally.fold()
    html = editor.get(reverse(PAGES)).content.decode()
    row = cells(html)
    assert row[-7:-1] == ["open", "2", "500", "1", "1", "1"]
    assert "Dupont" not in html
    assert "example.org" not in html
    assert editor.get(reverse(SIGNATURES)).status_code == 403


def test_an_editor_sees_only_the_pages_of_the_own_site(
    petitions: Petitions, elsewhere: Petitions, editor: Client
) -> None:
    html = editor.get(reverse(PAGES)).content.decode()
    assert "Un bus de nuit" in html
    assert "Ailleurs" not in html


def test_who_may_see_people_sees_those_of_the_own_site(
    petitions: Petitions, elsewhere: Petitions, officer: Client
) -> None:
    sign_and_confirm(petitions.fr)
    html = officer.get(reverse(SIGNATURES)).content.decode()
    assert "Marie Dupont" in html
    assert "59000 Lille" in html
    assert cells(html).count("Marie Dupont") == 1
    assert "Ailleurs" not in html


def test_the_list_is_filtered_by_petition_and_state(petitions: Petitions, officer: Client) -> None:
    other = make_petition(petitions.index_fr, title="Des arbres", slug="arbres")
    sign_and_confirm(petitions.fr, family_name="Un")
    sign(petitions.fr, "b@example.org", family_name="Deux")
    sign(other, "c@example.org", family_name="Trois")
    url = reverse(SIGNATURES)
    confirmed = officer.get(url, {"state": "confirmed"}).content.decode()
    assert "Marie Un" in confirmed
    assert "Marie Deux" not in confirmed
    trees = officer.get(url, {"petition": other.petition.pk}).content.decode()
    assert "Marie Trois" in trees
    assert "Marie Un" not in trees
    assert "No signature matches" in officer.get(url, {"state": "expired"}).content.decode()


def test_a_petition_of_another_site_is_no_choice(
    petitions: Petitions, elsewhere: Petitions, officer: Client
) -> None:
    answer = officer.get(reverse(SIGNATURES), {"petition": elsewhere.fr.petition.pk})
    assert "Marie" not in answer.content.decode()


def test_a_site_without_its_permission_is_not_enough(petitions: Petitions) -> None:
    organiser = member("organiser", sites=(petitions.campaign.site,))
    assert organiser.get(reverse(SIGNATURES)).status_code == 403


def test_the_menu_shows_what_one_may_open(petitions: Petitions, editor: Client) -> None:
    html = editor.get(reverse(PAGES)).content.decode()
    assert reverse(PAGES) in html
    assert f'"{reverse(SIGNATURES)}"' not in html


def test_long_lists_go_on(petitions: Petitions, officer: Client, monkeypatch: object) -> None:
    from hustings_petitions.staff.signatures import SignatureListView

    monkeypatch.setattr(SignatureListView, "paginate_by", 2)
    for number in range(3):
        sign(petitions.fr, f"p{number}@example.org", family_name=f"N{number}")
    first = officer.get(reverse(SIGNATURES)).content.decode()
    assert "Marie N2" in first
    assert "Marie N0" not in first
    older = re.search(r'href="([^"]*before=[^"]*)"', first)
    assert older is not None
    assert "Marie N0" in officer.get(older[1].replace("&amp;", "&")).content.decode()


def test_a_longer_list_costs_no_more_queries(petitions: Petitions, officer: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            officer.get(reverse(SIGNATURES))
        return len(captured)

    sign(petitions.fr)
    queries()
    short = queries()
    for number in range(12):
        sign(petitions.fr, f"p{number}@example.org")
    assert queries() == short


def test_a_persons_record_tells_of_their_signature(petitions: Petitions) -> None:
    supporter = sign_and_confirm(petitions.fr).supporter
    sign(petitions.fr, "waiting@example.org")
    told = list(timeline.signatures(supporter))
    assert [(entry.detail, "1" in entry.text) for entry in told] == [("Un bus de nuit", True)]
    services.withdraw(signature=Signature.objects.get(supporter=supporter))
    told = list(timeline.signatures(supporter))
    assert [(entry.detail, "1" in entry.text) for entry in told] == [("Un bus de nuit", False)]
    waiting = Supporter.objects.exclude(pk=supporter.pk).get()
    assert list(timeline.signatures(waiting)) == []


def test_staff_must_log_in(petitions: Petitions, client: Client) -> None:
    for name in (PAGES, SIGNATURES):
        assert client.get(reverse(name)).status_code == 302
