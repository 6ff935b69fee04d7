"""Tags: on the person's page, in the list, for several people; never a way to choose recipients."""

import pytest
from django.urls import reverse

from hustings_signup import services
from hustings_signup.models import PeoplePermission, Tag, Tagging
from hustings_signup.services.tagging import InvalidTag, tag_name
from tests.signup.staff.conftest import enter, make_user


def put(person, name, user=None):
    return services.tag(site=person.site, people=[person], name=name, user=user)


def test_a_tag_is_put_on_once_however_it_is_written(join):
    lea = join()
    assert put(lea, "Market") == 1
    assert put(lea, " market ") == 0
    assert [tag.name for tag in Tag.objects.all()] == ["Market"]
    assert lea.taggings.count() == 1


def test_the_tag_of_one_site_is_never_put_on_a_person_of_another(join, other):
    lea = join()
    theirs = join("b@example.org", page=other.page, notice=other.notice)
    assert services.tag(site=lea.site, people=[lea, theirs], name="Market", user=None) == 1
    assert not theirs.taggings.exists()


@pytest.mark.parametrize("raw", ["", "  ", "!!!", "https://example.org", "x" * 41])
def test_what_is_no_word_is_no_tag(raw):
    with pytest.raises(InvalidTag):
        tag_name(raw)


def test_a_tag_nobody_wears_any_more_is_gone(join):
    lea, max_ = join(), join("max@example.org")
    put(lea, "Market")
    put(max_, "Market")
    tag = Tag.objects.get()
    assert services.untag(supporter=lea, tag_id=tag.pk)
    assert Tag.objects.count() == 1
    assert services.untag(supporter=max_, tag_id=tag.pk)
    assert not services.untag(supporter=max_, tag_id=tag.pk)
    assert not Tag.objects.exists()


def test_staff_add_and_remove_a_tag_without_leaving_the_person(join, officer):
    lea, client = join(), enter(officer)
    page = reverse("hustings_people:person", args=[lea.pk])
    answer = client.post(reverse("hustings_people:tag", args=[lea.pk]), {"name": "Stall"})
    assert answer.url.split("#")[0] == page
    tagging = Tagging.objects.get()
    assert (tagging.tag.name, tagging.user) == ("Stall", officer)
    assert "Stall" in client.get(page).content.decode()
    remove = reverse("hustings_people:untag", args=[lea.pk, tagging.tag_id])
    client.get(remove)
    assert Tagging.objects.exists(), "nothing changes on GET"
    client.post(remove)
    assert not Tagging.objects.exists()


def test_the_list_shows_tags_and_filters_by_them(join, officer):
    lea, _max = join(given_name="Léa"), join("max@example.org", given_name="Max")
    put(lea, "Stall")
    client = enter(officer)
    everyone = client.get(reverse("hustings_people:index"))
    assert {person.given_name for person in everyone.context["keyset"].rows} == {"Léa", "Max"}
    found = client.get(reverse("hustings_people:index"), {"tag": "stall"})
    assert [person.given_name for person in found.context["keyset"].rows] == ["Léa"]
    assert "<span>Stall</span>" in found.content.decode()


def test_the_filter_offers_no_tag_of_another_site(join, other, officer):
    theirs = join("b@example.org", page=other.page, notice=other.notice)
    put(theirs, "Secret of B")
    shown = enter(officer).get(reverse("hustings_people:index")).content.decode()
    assert "Secret of B" not in shown


def test_the_people_ticked_are_tagged_and_the_list_keeps_its_filters(join, other, officer):
    lea, max_ = join(), join("max@example.org")
    third = join("third@example.org")
    theirs = join("b@example.org", page=other.page, notice=other.notice)
    answer = enter(officer).post(
        reverse("hustings_people:tag_many"),
        {"name": "Hall", "person": [lea.pk, max_.pk, theirs.pk], "query": "state=active"},
    )
    assert answer.url == reverse("hustings_people:index") + "?state=active"
    assert set(Tagging.objects.values_list("supporter_id", flat=True)) == {lea.pk, max_.pk}
    assert not third.taggings.exists()


def test_whoever_may_not_relate_sees_no_tag_and_sets_none(join, signup):
    lea = join()
    put(lea, "Stall")
    reader = make_user(
        "reader",
        sites=[signup.campaign.site],
        permissions=[PeoplePermission.LIST, PeoplePermission.OPEN],
    )
    client = enter(reader)
    assert "<span>Stall</span>" not in client.get(reverse("hustings_people:index")).content.decode()
    answer = client.post(reverse("hustings_people:tag", args=[lea.pk]), {"name": "Other"})
    assert answer.status_code == 403
    assert Tagging.objects.count() == 1


def test_r16_the_screens_say_that_tags_choose_no_recipients(join, officer):
    lea, client = join(), enter(officer)
    for url in (
        reverse("hustings_people:index"),
        reverse("hustings_people:person", args=[lea.pk]),
    ):
        assert "They never choose who receives mail" in client.get(url).content.decode()


def test_r16_an_export_filtered_by_tag_warns_that_tags_choose_no_recipients(join, officer):
    put(join(), "Stall")
    url = reverse("hustings_people:export")
    wanted = {"purpose": "updates.campaign", "state": "active"}
    client = enter(officer)
    assert client.get(url, wanted).context["is_ready_to_write"]
    chosen = client.get(url, wanted | {"tag": "stall"})
    assert not chosen.context["is_ready_to_write"]
    assert "They never choose who receives mail" in chosen.content.decode()
