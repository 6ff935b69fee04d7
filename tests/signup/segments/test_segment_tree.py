"""What is stored is checked each time: shape, depth, size, values."""

import pytest

from hustings_signup.segments import BadTree, parse
from hustings_signup.segments.tree import MAX_CONDITIONS


def group(*members, op="all"):
    return {"op": op, "of": list(members)}


FRENCH = {"is": "language", "language": "fr", "is_not": False}


@pytest.mark.parametrize(
    "data",
    [
        [],
        "all",
        7,
        {"op": "xor", "of": []},
        {"op": "all"},
        {"op": "all", "of": {}},
        {"op": "all", "of": [], "extra": 1},
        group("fr"),
        group({"is": "score", "score": 7}),
        group({"is": ["tag"]}),
        group({"is": "tag"}),
        group({"is": "tag", "tag": "7"}),
        group({"is": "tag", "tag": True}),
        group({"is": "tag", "tag": 2**70}),
        group({"is": "tag", "tag": 7, "is_not": "yes"}),
        group({"is": "tag", "tag": 7, "weight": 2}),
        group({"is": "list", "purpose": "updates.campaign", "state": "probably"}),
        group({"is": "list", "purpose": ""}),
        group({"is": "place"}),
        group({"is": "place", "departments": "69"}),
        group({"is": "place", "postcodes": [""]}),
        group({"is": "place", "postcodes": [None]}),
        group({"is": "known"}),
        group({"is": "known", "since": "yesterday"}),
        group({"is": "known", "since": "0001-01-01"}),
        group({"is": "acted", "source": "x" * 101}),
        group({"is": "acted", "source": "a\x00b"}),
        group({"is": "language", "language": ""}),
        group(group(group(group(FRENCH)))),
        group(*[FRENCH] * (MAX_CONDITIONS + 1)),
        group(group(*[FRENCH] * 15), group(*[FRENCH] * 15)),
    ],
)
def test_what_is_no_tree_is_refused_in_words(data):
    with pytest.raises(BadTree) as caught:
        parse(data)
    assert str(caught.value)


def test_an_empty_question_is_everybody_and_survives_the_round_trip():
    assert parse({}).dump() == {"op": "all", "of": []}
    tree = group(group(FRENCH, op="none"), FRENCH, op="any")
    assert parse(tree).dump() == tree
    assert parse(tree).depth == 2


def test_days_and_places_come_back_as_they_were_stored():
    tree = group(
        {
            "is": "acted",
            "act": "",
            "source": "petition:1",
            "since": "2026-05-01",
            "until": None,
            "is_not": True,
        },
        {"is": "place", "departments": ["2A"], "postcodes": ["690"], "is_not": False},
    )
    assert parse(tree).dump() == tree
