"""What a segment finds is what its question says, person by person."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hustings_signup import segments
from hustings_signup.models import Subscription
from tests.signup.segments.conftest import (
    ACTS,
    DEPARTMENTS,
    POSTCODES,
    PURPOSES,
    SOURCES,
    STATES,
    holds,
    make_crowd,
)

DAYS = st.none() | st.dates(
    min_value=date(2026, 2, 20),
    max_value=date(2026, 7, 10),
).map(str)


def conditions(tags):
    """Every kind of condition, with values that exist and some that do not."""
    flag = {"is_not": st.booleans()}

    def kind(name, **values):
        return st.fixed_dictionaries({"is": st.just(name), **values, **flag})

    return st.one_of(
        kind("list", purpose=st.sampled_from(PURPOSES), state=st.sampled_from(STATES)),
        kind("tag", tag=st.sampled_from([*tags, 999_999])),
        kind(
            "place",
            departments=st.lists(st.sampled_from(DEPARTMENTS[1:]), min_size=1, max_size=2),
            postcodes=st.lists(st.sampled_from(["69", "75011", "2", *POSTCODES[1:]]), max_size=2),
        ),
        kind(
            "acted",
            act=st.sampled_from(["", *ACTS]),
            source=st.sampled_from(["", *SOURCES]),
            since=DAYS,
            until=DAYS,
        ),
        kind("known", since=st.just("2026-04-01"), until=DAYS),
        kind("language", language=st.sampled_from(["fr", "en", "de"])),
    )


def trees(tags):
    """Groups of groups of conditions, up to the depth that is allowed."""

    def group(members):
        ops = st.sampled_from(["all", "any", "none"])
        return st.fixed_dictionaries({"op": ops, "of": st.lists(members, max_size=3)})

    leaf = conditions(tags)
    return group(leaf | group(leaf | group(leaf)))


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data(), purpose=st.sampled_from(["", *PURPOSES]))
def test_count_rows_and_a_reading_in_python_agree(crowd, make_segment, data, purpose):
    tree = data.draw(trees(crowd.tags))
    parsed = segments.parse(tree)
    assert segments.parse(parsed.dump()) == parsed
    found = segments.matching(parsed, site_id=crowd.site.pk, purpose=purpose)
    rows = list(found.people.values_list("pk", flat=True))
    wanted = {
        person.pk
        for person in crowd.facts
        if holds(tree, person) and (not purpose or person.lists.get(purpose) == "active")
    }
    assert set(rows) == wanted
    assert found.count() == len(rows) == len(wanted)


@pytest.mark.parametrize("state", [s for s in Subscription.State.values if s != "active"])
def test_r16_a_segment_with_a_purpose_holds_live_consents_only(crowd, make_segment, state):
    segment = make_segment({"op": "any", "of": []}, purpose="updates.campaign")
    assert segments.found(segment).count() == 0
    everybody = make_segment(purpose="updates.campaign", name="All")
    found = set(segments.found(everybody).people.values_list("pk", flat=True))
    assert found == {p.pk for p in crowd.facts if p.lists.get("updates.campaign") == "active"}
    Subscription.objects.filter(purpose="updates.campaign").update(state=state)
    assert segments.found(everybody).count() == 0


def test_people_and_tags_of_another_site_are_never_found(crowd, other):
    theirs = make_crowd(other.site, seed=2, mark="q")
    everybody = segments.parse({})
    ours = {p.pk for p in crowd.facts}
    found = segments.matching(everybody, site_id=crowd.site.pk)
    assert set(found.people.values_list("pk", flat=True)) == ours
    by_tag = segments.parse({"op": "any", "of": [{"is": "tag", "tag": theirs.tags[0]}]})
    assert segments.matching(by_tag, site_id=crowd.site.pk).count() == 0
