"""Pairs who may be one person: found by what they have in common, judged by staff."""

import pytest
from django.urls import reverse

from hustings_signup import duplicates
from hustings_signup.models import DuplicatePair, Supporter
from tests.signup.staff.conftest import enter

SAME = {"given_name": "Élodie", "family_name": "D’Arc", "postcode": "69001"}


def found():
    duplicates.find_new()
    return sorted(
        (row.first.email, row.second.email, row.reason) for row in DuplicatePair.objects.all()
    )


def test_two_spellings_of_one_mailbox_are_a_pair(join):
    join("lea.martin@gmail.com")
    join("leamartin+news@googlemail.com")
    join("lea.martin@example.org")
    assert found() == [("lea.martin@gmail.com", "leamartin+news@googlemail.com", "mailbox")]


def test_the_same_name_and_postcode_are_a_pair_whatever_case_and_accents(join):
    join("a@example.org", **SAME)
    join("b@example.org", given_name="ELODIE", family_name="d'arc", postcode="69001")
    join("c@example.org", **SAME | {"postcode": "69002"})
    assert found() == [("a@example.org", "b@example.org", "name")]


def test_a_name_without_a_postcode_or_half_a_name_tells_nothing(join):
    join("a@example.org", given_name="Léa", postcode="69001")
    join("b@example.org", given_name="Léa", postcode="69001")
    assert found() == []


def test_people_of_two_sites_are_never_a_pair(join, other):
    join("a@example.org", **SAME)
    join("b@example.org", page=other.page, notice=other.notice, **SAME)
    assert found() == []


def test_comparing_again_doubles_no_pair_and_finds_what_changed(join):
    first, second = join("a@example.org", **SAME), join("b@example.org", **SAME)
    assert len(found()) == 1
    assert duplicates.find_all() == 0
    third = join("c@example.org")
    duplicates.find_new()
    Supporter.objects.filter(pk=third.pk).update(**SAME)
    assert duplicates.find_all() == 2
    assert first.pk < second.pk


def test_a_pair_that_has_nothing_in_common_any_more_is_not_shown(join, officer):
    join("a@example.org", **SAME)
    second = join("b@example.org", **SAME)
    found()
    client, url = enter(officer), reverse("hustings_duplicates:index")
    assert len(client.get(url).context["keyset"].rows) == 1
    Supporter.objects.filter(pk=second.pk).update(family_name="Other")
    duplicates.find_all()
    assert client.get(url).context["keyset"].rows == []


@pytest.fixture
def pair(join):
    join("a@example.org", **SAME)
    join("b@example.org", ticked=("volunteer.contact",), **SAME)
    duplicates.find_new()
    return DuplicatePair.objects.get()


def test_staff_see_both_side_by_side_and_what_would_be_lost(pair, officer):
    page = enter(officer).get(reverse("hustings_duplicates:compare", args=[pair.pk]))
    text = page.content.decode()
    assert "a@example.org" in text
    assert "b@example.org" in text
    assert [side["lost"] for side in page.context["sides"]] == [
        ["Being contacted as a volunteer"],
        [],
    ]


def test_staff_merge_into_the_one_they_choose(pair, officer):
    url = reverse("hustings_duplicates:compare", args=[pair.pk])
    answer = enter(officer).post(url, {"keep": pair.second_id})
    assert answer.url == reverse("hustings_people:person", args=[pair.second_id])
    assert [person.email for person in Supporter.objects.all()] == ["b@example.org"]
    assert not DuplicatePair.objects.exists()


def test_two_people_kept_apart_are_not_shown_again(pair, officer):
    client = enter(officer)
    client.post(reverse("hustings_duplicates:compare", args=[pair.pk]))
    assert Supporter.objects.count() == 2
    assert client.get(reverse("hustings_duplicates:index")).context["keyset"].rows == []
    duplicates.find_all()
    assert client.get(reverse("hustings_duplicates:index")).context["keyset"].rows == []


def test_a_pair_of_another_site_can_neither_be_seen_nor_merged(join, other, officer):
    for address in ("a@example.org", "b@example.org"):
        join(address, page=other.page, notice=other.notice, **SAME)
    duplicates.find_new()
    pair, client = DuplicatePair.objects.get(), enter(officer)
    url = reverse("hustings_duplicates:compare", args=[pair.pk])
    assert client.get(url, follow=True).status_code == 404
    assert client.post(url, {"keep": pair.first_id}, follow=True).status_code == 404
    assert Supporter.objects.count() == 2
    assert client.get(reverse("hustings_duplicates:index")).context["keyset"].rows == []
