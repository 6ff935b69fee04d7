"""The list of supporters: who sees whom, search, filters, paging."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from hustings_signup import services
from hustings_signup.models import Supporter
from hustings_signup.staff import listing, paging
from tests.signup.staff.conftest import enter, make_user

URL = "/admin/people/"


def names(client, **query):
    """E-mails shown, in order."""
    response = client.get(URL, query)
    assert response.status_code == 200
    return [supporter.email for supporter in response.context["keyset"].rows]


def test_the_list_has_its_address():
    assert reverse("hustings_people:index") == URL


@pytest.mark.parametrize("who", ["editor", "organiser"])
def test_who_may_not_see_people_is_told_so_with_403(who, request, join):
    join(given_name="Léa")
    client = enter(request.getfixturevalue(who))
    for url in (URL, "/admin/people/results/"):
        response = client.get(url)
        assert response.status_code == 403
        assert "Léa" not in response.content.decode()


def test_a_visitor_is_sent_to_the_login(client, signup):
    assert client.get(URL).status_code == 302


def test_staff_see_the_people_of_their_site_only(officer, staff, join, other):
    join("a@example.org")
    join("b@example.org", page=other.page, notice=other.notice)
    assert names(enter(officer)) == ["a@example.org"]
    assert names(enter(staff)) == ["b@example.org", "a@example.org"]
    assert names(enter(staff), site=other.site.pk) == ["b@example.org"]


def test_the_site_of_another_cannot_be_asked_for(officer, join, other):
    join("a@example.org")
    join("b@example.org", page=other.page, notice=other.notice)
    assert names(enter(officer), site=other.site.pk) == ["a@example.org"]


def test_a_row_shows_name_place_and_states(officer, join):
    join(given_name="Léa", family_name="Martin", postcode="69001", town="Lyon")
    page = enter(officer).get(URL).content.decode()
    for words in ("Léa Martin", "lea@example.org", "69001 Lyon", "active", "1 person"):
        assert words in page


def test_the_name_leads_to_the_person_only_for_who_may_open_one(officer, signup, join):
    lea = join(given_name="Léa")
    link = reverse("hustings_people:person", args=[lea.pk])
    assert link in enter(officer).get(URL).content.decode()
    lister = make_user("lister", sites=[signup.campaign.site], permissions=["list_people"])
    assert link not in enter(lister).get(URL).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("martin", {"lea@example.org", "tom@mail.example"}),
        ("léa martin", {"lea@example.org"}),
        ("LÉA", {"lea@example.org"}),
        ("mail.example", {"tom@mail.example"}),
        ("690", {"lea@example.org"}),
        ("01", set()),
        ("' OR 1=1 --", set()),
        ("%", set()),
    ],
)
def test_search_finds_names_addresses_and_postcodes(officer, join, query, found):
    join(given_name="Léa", family_name="Martin", postcode="69001")
    join("tom@mail.example", given_name="Tom", family_name="Saint-Martin", postcode="75011")
    assert set(names(enter(officer), q=query)) == found


def test_purpose_and_state_must_hold_of_one_subscription(officer, join):
    lea = join(ticked=["updates.beyond"])
    services.withdraw(supporter=lea, purpose_keys=["updates.beyond"])
    client = enter(officer)
    assert names(client, purpose="updates.beyond", state="withdrawn") == [lea.email]
    assert names(client, purpose="updates.campaign", state="withdrawn") == []
    assert names(client, purpose="updates.campaign", state="active") == [lea.email]
    assert names(client, state="pending") == []


def test_filters_by_source_act_department_and_date(officer, join):
    old = datetime(2026, 5, 3, 12, tzinfo=UTC)
    join("old@example.org", act_ref="page:stall", department="69", at=old)
    join("new@example.org", act_ref="page:news", department="75")
    client = enter(officer)
    assert names(client, act_ref="page:stall") == ["old@example.org"]
    assert set(names(client, act="updates.campaign")) == {"old@example.org", "new@example.org"}
    assert names(client, act="volunteer.contact") == []
    assert names(client, department="75") == ["new@example.org"]
    assert names(client, created_at_from="2026-05-03", created_at_to="2026-05-03") == [
        "old@example.org"
    ]


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ({"state": "nonsense"}, "State"),
        ({"purpose": "updates.everything"}, "Purpose"),
        ({"department": "999"}, "Department"),
        ({"act_ref": "petition:never"}, "Source"),
        ({"created_at_from": "yesterday"}, "Known since"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named_and_shows_nobody(officer, join, query, label):
    join()
    response = enter(officer).get(URL, query)
    assert response.status_code == 200
    assert response.context["keyset"].rows == []
    assert response.context["refused_filters"] == [label]
    assert f"does not exist: {label}." in response.content.decode()


def test_a_position_that_makes_no_sense_is_the_first_page(officer, join):
    lea = join()
    assert names(enter(officer), before="x") == [lea.email]


def test_pages_follow_one_another_without_gap_in_both_directions(officer, join, monkeypatch):
    monkeypatch.setattr(listing.SupporterIndexView, "paginate_by", 2)
    emails = [f"p{number}@example.org" for number in range(5)]
    for email in emails:
        join(email)
    client = enter(officer)
    seen, url = [], URL
    while True:
        page = client.get(url).context["keyset"]
        seen += [person.email for person in page.rows]
        if not page.older:
            break
        url = URL + page.older
    assert seen == emails[::-1]
    back = client.get(URL + page.newer).context["keyset"]
    assert [person.email for person in back.rows] == emails[2:0:-1]
    first = client.get(URL + back.newer).context["keyset"]
    assert [person.email for person in first.rows] == emails[:2:-1]
    assert not first.newer


def test_paging_keeps_the_filters(officer, join, monkeypatch):
    monkeypatch.setattr(listing.SupporterIndexView, "paginate_by", 1)
    join("a@example.org"), join("b@example.org")
    page = enter(officer).get(URL, {"state": "active", "q": "example"}).context["keyset"]
    assert "state=active" in page.older
    assert "q=example" in page.older


def test_nothing_is_counted_beyond_the_limit(officer, join, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_LIMIT", 1)
    join("a@example.org"), join("b@example.org")
    response = enter(officer).get(URL)
    assert response.context["keyset"].more_than_counted
    assert "more than 1 people" in response.content.decode()


@pytest.mark.parametrize("raw", ["", "-1", "1.5", "²", "9" * 40, "abc", None])
def test_a_damaged_cursor_is_no_cursor_or_finds_nobody(raw):
    found = paging.cursor(raw)
    assert found is None or 0 <= found <= paging.MAX_ID


def test_the_number_of_queries_does_not_grow_with_the_list(
    officer, join, django_assert_max_num_queries
):
    client = enter(officer)
    join("first@example.org")
    client.get(URL)
    for number in range(10):
        join(f"p{number}@example.org", ticked=["updates.beyond"])
    with django_assert_max_num_queries(13):
        client.get(URL)


def test_the_list_speaks_french(signup, join):
    user = make_user("fr", sites=[signup.campaign.site], permissions=["list_people"], language="fr")
    join()
    assert enter(user).get(URL).status_code == 200


def test_looking_at_the_list_stores_nothing(officer, join):
    join()
    before = list(Supporter.objects.values())
    enter(officer).get(URL)
    assert list(Supporter.objects.values()) == before
