"""What staff see of neighbourhoods, count of them, and may change."""

import csv
import io
import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from hustings_signup import segments, services
from hustings_signup.models import Neighbourhood, NoticeText, Segment
from tests.conftest import PASSWORD
from tests.signup.neighbourhoods.conftest import HARBOUR, MILL, Town, define
from tests.signup.staff.conftest import enter, make_user

LIST = "/admin/neighbourhoods/"


@pytest.fixture
def writer(signup):
    """May publish the notices of site A."""
    user = make_user("writer", sites=[signup.campaign.site])
    user.groups.get().permissions.add(Permission.objects.get(codename="publish_noticetext"))
    return user


def add(town: Town) -> str:
    return f"{LIST}add/{town.signup.campaign.site.pk}/"


def form(**changes) -> dict:
    return {
        "key": "hill",
        "name_fr": "La Butte",
        "name_en": "The Hill",
        "postcodes": "59000; 59 160",
        "sort_order": "3",
        "is_open": "on",
    } | changes


def test_each_is_counted_and_no_person_is_shown(town, organiser) -> None:
    town.join(chosen=[MILL, HARBOUR])
    town.join("tom@example.org", chosen=[MILL])
    town.send("zoe@example.org", chosen=[MILL])
    page = enter(organiser).get(LIST).content.decode()
    assert "example.org" not in page
    mill = next(row for row in page.split("<tr") if "old-mill" in row)
    cells = [
        re.sub("<[^>]+>", "", cell).strip() for cell in re.findall("<td.*?</td>", mill, re.DOTALL)
    ]
    assert cells[3:5] == ["2", "1"]


def test_only_who_may_publish_notices_may_define_one(town, organiser, editor, writer):
    pk = Neighbourhood.objects.get(key="old-mill").pk
    for user in (organiser, editor):
        client = enter(user)
        for url in (add(town), f"{LIST}{pk}/"):
            assert client.get(url).status_code == 403
            assert client.post(url, form()).status_code == 403
    assert enter(editor).get(LIST).status_code == 403
    assert add(town) not in enter(organiser).get(LIST).content.decode()
    assert add(town) in enter(writer).get(LIST).content.decode()
    assert Neighbourhood.objects.count() == 2


def test_a_new_one_is_saved_published_and_logged(town: Town, writer) -> None:
    client = enter(writer)
    assert client.get(add(town)).status_code == 200
    assert client.post(add(town), form()).status_code == 302
    made = Neighbourhood.objects.get(key="hill")
    assert made.names == {"fr": "La Butte", "en": "The Hill"}
    assert made.postcodes == "59000, 59160"
    assert made.purpose in {box["purpose"] for box in town.notice().neighbourhoods}


def test_one_is_renamed_and_closed_but_keeps_its_key(town: Town, writer) -> None:
    mill = Neighbourhood.objects.get(key="old-mill")
    client = enter(writer)
    page = client.get(f"{LIST}{mill.pk}/").content.decode()
    assert 'name="key"' not in page
    sent = form(name_fr="Moulin-Neuf", key="other")
    del sent["is_open"]
    assert client.post(f"{LIST}{mill.pk}/", sent).status_code == 302
    mill.refresh_from_db()
    assert (mill.key, mill.names["fr"], mill.is_open) == ("old-mill", "Moulin-Neuf", False)
    assert MILL not in {box["purpose"] for box in town.notice().neighbourhoods}


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "Hill"},
        {"key": "old-mill"},
        {"key": ""},
        {"name_fr": ""},
        {"name_fr": "Le Port"},
        {"postcodes": "123456"},
        {"sort_order": "-1"},
    ],
)
def test_what_is_wrong_is_said_at_its_field(town: Town, writer, changes: dict) -> None:
    answer = enter(writer).post(add(town), form(**changes))
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == set(changes)
    assert Neighbourhood.objects.count() == 2


def test_those_of_another_site_do_not_exist(town: Town, writer, other) -> None:
    foreign = services.save_neighbourhood(site=other.site, key="old-mill", names={"fr": "B-ville"})
    client = enter(writer)
    assert "B-ville" not in client.get(LIST).content.decode()
    for url in (f"{LIST}{foreign.pk}/", f"{LIST}add/{other.site.pk}/"):
        assert client.get(url, follow=True).status_code == 404
        assert client.post(url, form(), follow=True).status_code == 404
    foreign.refresh_from_db()
    assert foreign.names == {"fr": "B-ville"}


def test_without_words_in_a_notice_staff_are_told(town: Town, writer) -> None:
    told = "No published notice has words for neighbourhoods"
    client = enter(writer)
    assert told not in client.get(add(town)).content.decode()
    for text in NoticeText.objects.all():
        text.neighbourhood_label = ""
        text.save_revision().publish()
    assert told in client.get(add(town)).content.decode()


@pytest.mark.parametrize(("words", "is_good"), [("News of {name}", 1), ("News", 0), ("", 1)])
def test_the_words_of_a_notice_name_the_place_once(town, writer, words, is_good) -> None:
    from tests.signup.staff.test_notice_screens import EDIT, form_of

    group = writer.groups.get()
    group.permissions.add(Permission.objects.get(codename="change_noticetext"))
    text = NoticeText.objects.get(slug="news", locale__language_code="en")
    url = reverse(EDIT, args=[text.pk])
    answer = enter(writer).post(url, form_of(text, neighbourhood_label=words))
    assert (answer.status_code == 302) == bool(is_good)


def test_the_list_is_filtered_by_neighbourhood(town: Town, officer) -> None:
    town.join(chosen=[MILL])
    town.join("tom@example.org", chosen=[HARBOUR])
    client = enter(officer)
    page = client.get("/admin/people/", {"purpose": MILL, "state": "active"}).content.decode()
    assert "lea@example.org" in page
    assert "tom@example.org" not in page
    assert "Neighbourhood news: Old Mill" in page


def test_a_neighbourhood_of_another_site_is_no_filter_here(town, officer, other) -> None:
    services.save_neighbourhood(site=other.site, key="forge", names={"fr": "Les Forges"})
    page = enter(officer).get("/admin/people/").content.decode()
    assert "Les Forges" not in page


def test_a_segment_may_ask_for_it_and_may_be_made_for_it(town: Town, officer) -> None:
    lea = town.join(chosen=[MILL])
    site = town.signup.campaign.site
    client = enter(officer)
    page = client.get(f"/admin/segments/add/{site.pk}/").content.decode()
    assert page.count(f'value="{MILL}"') >= 1
    saved = services.save_segment(
        segment=Segment(site=site),
        name="Moulin",
        purpose=MILL,
        tree=segments.parse({}),
        user=officer,
    )
    assert "Neighbourhood news: Old Mill" in client.get("/admin/segments/").content.decode()
    found = client.get("/admin/people/", {"segment": saved.pk}).content.decode()
    assert lea.email in found


def test_the_persons_page_timeline_and_proof_name_it(town: Town, officer) -> None:
    lea = town.join(chosen=[MILL])
    client = enter(officer)
    page = client.get(f"/admin/people/{lea.pk}/").content.decode()
    assert "Neighbourhood news: Old Mill: given" in page
    assert "Oui, aussi les nouvelles du quartier Vieux-Moulin." in page
    assert "Neighbourhood news: Old Mill" in (
        client.get(f"/admin/people/{lea.pk}/proof/").content.decode()
    )
    answer = client.post(
        f"/admin/people/{lea.pk}/withdraw/", {"purposes": [MILL], "asked": "on"}, follow=True
    )
    assert "Withdrawn on request: Neighbourhood news: Old Mill" in answer.content.decode()
    assert lea.subscriptions.get(purpose=MILL).state == "withdrawn"


def test_an_export_has_its_column(town: Town, officer) -> None:
    town.join(chosen=[MILL])
    data = {
        "columns": ["email", f"since:{MILL}"],
        "format": "csv",
        "purpose_text": "Letter of the neighbourhood, until Sunday",
        "password": PASSWORD,
    }
    client = enter(officer)
    url = f"/admin/people/export/?purpose={MILL}&state=active"
    answer = client.post(url, data)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Neighbourhood news: Old Mill"] == "active"
    assert row["Neighbourhood news: Old Mill: since"]
    assert row["Neighbourhood news: Harbour"] == ""
    log = client.get("/admin/people-exports/").content.decode()
    assert "Neighbourhood news: Old Mill: since" in log
    assert "Purpose: Neighbourhood news: Old Mill" in log


def test_the_dashboard_counts_it(town: Town, officer) -> None:
    town.join(chosen=[HARBOUR])
    page = enter(officer).get("/admin/").content.decode()
    assert "Neighbourhood news: Harbour" in page


def test_the_list_of_people_asks_no_query_per_neighbourhood(
    town: Town,
    officer,
    django_assert_max_num_queries,
) -> None:
    for number in range(8):
        define(town.signup, f"quarter-{number}", f"Quartier {number}")
    for number in range(5):
        everything = [f"updates.neighbourhood.quarter-{one}" for one in range(8)]
        town.join(f"p{number}@example.org", chosen=everything)
    client = enter(officer)
    client.get("/admin/people/")
    with django_assert_max_num_queries(45):
        client.get("/admin/people/")


def test_people_can_be_imported_with_proof_into_a_neighbourhood(town: Town, officer, other):
    from hustings_signup.staff.imports.forms import UploadForm

    services.save_neighbourhood(site=other.site, key="forge", names={"fr": "Les Forges"})
    sites = [town.signup.campaign.site, other.site]
    sent = {"origin": "Cahier", "locale": "fr", "site": sites[0].pk}
    forge = "updates.neighbourhood.forge"
    for purpose, is_good in ((MILL, True), (forge, False), ("updates.campaign", True)):
        found = UploadForm({**sent, "purpose": purpose}, sites=sites)
        assert ("purpose" not in found.errors) == is_good
