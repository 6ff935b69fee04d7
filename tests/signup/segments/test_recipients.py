"""Whom a segment may choose to be written to (consent.md R16)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hustings_signup import purposes, segments
from hustings_signup.models import Segment
from hustings_signup.segments.recipients import TARGETING, is_targeting
from tests.signup.segments.conftest import holds
from tests.signup.segments.test_segment_query import trees

NEWS = "updates.campaign"


def group(*members, op="all"):
    return {"op": op, "of": list(members)}


CHOSEN = [
    group(),
    group({"is": "list", "purpose": "volunteer.contact"}),
    group(
        {"is": "list", "purpose": "volunteer.contact"},
        {"is": "language", "language": "fr"},
        op="any",
    ),
]
NARROWED = [
    group({"is": "tag", "tag": 1}),
    group({"is": "acted", "source": "petition:1"}),
    group({"is": "known", "since": "2026-04-01"}),
    group({"is": "place", "departments": ["69"]}),
    group({"is": "list", "purpose": "updates.beyond", "state": "withdrawn"}),
    group({"is": "list", "purpose": "updates.beyond", "is_not": True}),
    group({"is": "list", "purpose": "updates.beyond"}, op="none"),
    group(group({"is": "acted"}, op="none"), op="any"),
]


@pytest.mark.parametrize("tree", CHOSEN)
def test_r16_lists_a_person_chose_and_their_language_may_choose_recipients(tree):
    assert not is_targeting(segments.parse(tree))


@pytest.mark.parametrize("tree", NARROWED)
def test_r16_tags_activity_petitions_dates_and_places_are_targeting(tree):
    assert is_targeting(segments.parse(tree))


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_r16_whoever_is_chosen_has_every_consent_it_takes(crowd, data):
    tree = data.draw(trees(crowd.tags))
    segment = Segment(site=crowd.site, purpose=NEWS, tree=tree)
    found = segments.recipients(segment, NEWS)
    facts = {person.pk: person for person in crowd.facts}
    chosen = set(found.people.values_list("pk", flat=True))
    for pk in chosen:
        assert holds(tree, facts[pk])
        assert facts[pk].lists[NEWS] == "active"
        if found.is_targeting:
            assert facts[pk].lists[TARGETING] == "active"
    matching = {pk for pk, person in facts.items() if holds(tree, person)}
    assert found.matching == len(matching)
    assert found.count == len(chosen) >= 0
    assert found.without_consent == sum(facts[pk].lists.get(NEWS) != "active" for pk in matching)


def test_r16_a_segment_without_a_purpose_is_only_for_looking(crowd, make_segment):
    with pytest.raises(segments.NotForWriting):
        segments.recipients(make_segment(), NEWS)


def test_r16_a_segment_serves_the_purpose_it_was_made_for_and_no_other(crowd, make_segment):
    segment = make_segment(purpose="volunteer.contact")
    with pytest.raises(segments.NotForWriting):
        segments.recipients(segment, NEWS)
    assert segments.recipients(segment, "volunteer.contact").count >= 0


def test_r16_an_act_is_no_list_to_write_to(crowd, make_segment):
    assert not purposes.get("petition.sign").is_list
    with pytest.raises(segments.NotForWriting):
        segments.recipients(make_segment(purpose="petition.sign"), "petition.sign")
