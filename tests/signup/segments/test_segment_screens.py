"""The screens of segments: rows by button, no JavaScript, per site, count as shown."""

import re

import pytest
from django.urls import reverse

from hustings_signup import segments
from hustings_signup.facts.proving import recount
from hustings_signup.models import ConsentRecord, PersonFacts, Segment
from hustings_signup.staff import paging
from hustings_signup.staff.listing import SupporterIndexView
from hustings_signup.staff.segments import SegmentForm
from tests.signup.staff.conftest import enter, make_user

NEWS = "updates.campaign"
ROW = {"t-op": "all", "t.0-is": "language", "t.0-not": "0", "t.0-language": "fr"}


@pytest.fixture
def add(crowd):
    return reverse("hustings_segments:add", args=[crowd.site.pk])


def test_rows_and_groups_come_and_go_by_buttons_and_nothing_is_lost(officer, add):
    client = enter(officer)
    page = client.post(add, {"name": "Mine", "do": "row:t", "t-op": "any", "t-new": "place"})
    assert 'name="t.0-departments"' in page.content.decode()
    assert 'value="Mine"' in page.content.decode()
    data = {"t-op": "any", "t.0-is": "place", "t.0-departments": ["69"], "t.0-not": "1"}
    page = client.post(add, {**data, "do": "group:t"})
    html = page.content.decode()
    assert 'name="t.1-op"' in html
    assert re.search(r'value="69" selected', html)
    page = client.post(add, {**data, "t.1-op": "none", "t.1-new": "tag", "do": "row:t.1"})
    assert 'name="t.1.0-tag"' in page.content.decode()
    page = client.post(add, {**data, "t.1-op": "none", "do": "remove:t.0"})
    assert 'name="t.0-departments"' not in page.content.decode()
    assert 'name="t.0-op"' in page.content.decode()
    assert not Segment.objects.exists()


def test_what_is_saved_is_shown_again_and_finds_the_same_people(officer, add, crowd):
    client = enter(officer)
    response = client.post(add, {**ROW, "name": " French  news ", "purpose": NEWS, "do": "save"})
    segment = Segment.objects.get()
    assert response.status_code == 302
    assert (segment.name, segment.purpose, segment.site) == ("French news", NEWS, crowd.site)
    wanted = {p.pk for p in crowd.facts if p.language == "fr" and p.lists.get(NEWS) == "active"}
    shown = client.get(reverse("hustings_segments:edit", args=[segment.pk]))
    assert shown.context["total"] == len(wanted)
    rows = client.get("/admin/people/", {"segment": segment.pk}).context["keyset"]
    assert {person.pk for person in rows.rows} == wanted
    assert rows.total == len(wanted)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"t.0-language": ""},
        {"t.0-is": "tag", "t.0-tag": "nonsense"},
        {"t.0-is": "place"},
        {"t.0-is": "known", "t.0-since": "yesterday"},
        {"purpose": "updates.everything"},
    ],
)
def test_a_missing_or_impossible_value_is_told_and_nothing_is_saved(officer, add, change):
    page = enter(officer).post(add, {**ROW, "name": "Mine", "do": "save", **change})
    assert page.status_code == 200
    assert "Something is missing or impossible" in page.content.decode()
    assert not Segment.objects.exists()


def test_two_segments_of_a_site_have_two_names(officer, add, make_segment):
    make_segment(name="Mine")
    page = enter(officer).post(add, {**ROW, "name": "Mine", "do": "save"})
    assert "Another segment has this name." in page.content.decode()


def test_saving_pressed_twice_is_one_segment_and_no_mistake(officer, add, crowd):
    client = enter(officer)
    data = {**ROW, "name": "French  news", "purpose": NEWS, "do": "save"}
    first, second = client.post(add, data), client.post(add, data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Segment.objects.count() == 1
    other = client.post(add, data | {"t.0-language": "en"})
    assert "Another segment has this name." in other.content.decode()


def test_a_name_taken_meanwhile_is_told(officer, add, make_segment, monkeypatch):
    monkeypatch.setattr(SegmentForm, "clean_name", lambda form: form.cleaned_data["name"])
    make_segment(name="Mine")
    page = enter(officer).post(add, {**ROW, "name": "Mine", "do": "save"})
    assert "Another segment has this name." in page.content.decode()
    assert Segment.objects.count() == 1


def test_counting_and_looking_store_nothing(officer, add, make_segment):
    segment = make_segment()
    client = enter(officer)
    client.post(add, {**ROW, "name": "Mine", "do": "count"})
    client.get(reverse("hustings_segments:delete", args=[segment.pk]))
    assert list(Segment.objects.all()) == [segment]


def test_deleting_forgets_the_question_and_no_person(officer, make_segment, crowd):
    segment = make_segment()
    url = reverse("hustings_segments:delete", args=[segment.pk])
    assert enter(officer).post(url).status_code == 302
    assert not Segment.objects.exists()
    assert enter(officer).get("/admin/people/").context["keyset"].total == len(crowd.facts)


def test_whoever_may_not_relate_to_people_gets_403(add, make_segment, editor, organiser, crowd):
    segment = make_segment()
    lister = make_user("lister", sites=[crowd.site], permissions=["list_people"])
    for user in (editor, organiser, lister):
        client = enter(user)
        for name in ("edit", "delete"):
            url = reverse(f"hustings_segments:{name}", args=[segment.pk])
            assert client.get(url).status_code == 403
            assert client.post(url, {"do": "save"}).status_code == 403
        assert client.get(reverse("hustings_segments:index")).status_code == 403
        assert client.get(add).status_code == 403


def test_a_segment_of_another_site_does_not_exist(officer, other, make_segment):
    theirs = make_segment(site=other.site, name="Theirs")
    client = enter(officer)
    gone = [reverse(f"hustings_segments:{name}", args=[theirs.pk]) for name in ("edit", "delete")]
    for url in [*gone, reverse("hustings_segments:add", args=[other.site.pk])]:
        assert client.get(url, follow=True).status_code == 404
        client.post(url, {**ROW, "name": "Ours", "do": "save"})
    assert list(Segment.objects.values_list("name", flat=True)) == ["Theirs"]
    assert "Theirs" not in client.get(reverse("hustings_segments:index")).content.decode()
    page = client.get("/admin/people/", {"segment": theirs.pk})
    assert page.context["refused_filters"] == ["Segment"]
    assert page.context["keyset"].rows == []


def test_a_segment_without_a_purpose_exports_nobody_and_says_so(officer, make_segment, crowd):
    looking = make_segment(name="Looking")
    url = reverse("hustings_people:export")
    page = enter(officer).get(url, {"segment": looking.pk})
    assert page.context["total"] == 0
    assert "only for looking" in page.content.decode()


@pytest.fixture
def wrong_copy(crowd):
    """Somebody made the rows that segments read say that everybody agreed to everything."""
    PersonFacts.objects.update(lists=2**63 - 1)
    yield
    assert recount() == len(crowd.facts)


def test_even_then_the_count_shown_is_the_rows_shown(officer, make_segment, crowd, wrong_copy):
    segment = make_segment(purpose=NEWS)
    client = enter(officer)
    shown = client.get(reverse("hustings_segments:edit", args=[segment.pk]))
    rows = client.get("/admin/people/", {"segment": segment.pk}).context["keyset"]
    assert shown.context["total"] == rows.total == len(crowd.facts)


def test_r16_even_then_nobody_is_exported_or_written_to_without_a_live_consent(
    officer, make_segment, crowd, wrong_copy
):
    segment = make_segment(purpose=NEWS)
    agreed = {person.pk for person in crowd.facts if person.lists.get(NEWS) == "active"}
    page = enter(officer).get(reverse("hustings_people:export"), {"segment": segment.pk})
    assert page.context["total"] == len(agreed) < len(crowd.facts)
    chosen = segments.recipients(segment, NEWS)
    assert set(chosen.people.values_list("pk", flat=True)) == agreed
    assert chosen.count == len(agreed)


def test_the_list_of_a_segment_has_pages_like_any_other(officer, make_segment, crowd, monkeypatch):
    """Whether all its people were counted, or more than the list counts."""
    segment = make_segment({"op": "all", "of": [{"is": "language", "language": "fr"}]})
    wanted = sorted((p.pk for p in crowd.facts if p.language == "fr"), reverse=True)
    monkeypatch.setattr(SupporterIndexView, "paginate_by", 7)
    client = enter(officer)
    for limit in (paging.COUNT_LIMIT, 10):
        monkeypatch.setattr(paging, "COUNT_LIMIT", limit)
        seen, address = [], f"?segment={segment.pk}"
        while address:
            page = client.get(f"/admin/people/{address}").context["keyset"]
            seen += [person.pk for person in page.rows]
            address = page.older
        assert seen == wanted
        assert page.more_than_counted == (limit < len(wanted))
        back = client.get(f"/admin/people/{page.newer}").context["keyset"]
        assert back.rows[-1].pk > page.rows[0].pk


def test_a_segment_that_makes_no_sense_any_more_shows_nobody(officer, make_segment, crowd):
    segment = make_segment({"op": "all", "of": [{"is": "horoscope"}]}, purpose=NEWS)
    client = enter(officer)
    for others in ({}, {"tag": "p0"}, {"state": "active"}):
        asked = {"segment": segment.pk, **others}
        assert client.get("/admin/people/", asked).context["keyset"].rows == []
        assert client.get(reverse("hustings_people:export"), asked).context["total"] == 0


def test_segments_make_no_record_of_anybody(officer, add):
    before = ConsentRecord.objects.count()
    enter(officer).post(add, {**ROW, "name": "Mine", "purpose": NEWS, "do": "save"})
    assert ConsentRecord.objects.count() == before


def test_the_screen_speaks_french(crowd, make_segment):
    user = make_user("fr", sites=[crowd.site], permissions=["relate_to_people"], language="fr")
    url = reverse("hustings_segments:edit", args=[make_segment().pk])
    assert enter(user).get(url).status_code == 200
