"""Facts that hold for any input."""

import json

import pytest
from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings_home import places

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
PRINT = Template("{% load hustings %}{% json_ld data %}")


@settings(deadline=None)
@given(st.text())
def test_a_clean_postcode_is_five_ascii_digits_or_nothing(typed):
    cleaned = places.clean_postcode(typed)
    assert cleaned == "" or (len(cleaned) == 5 and cleaned.isascii() and cleaned.isdigit())


@settings(deadline=None)  # the first call reads the data
@given(st.integers(0, 99_999))
def test_a_place_is_one_of_the_towns_of_its_postcode(number):
    postcode = f"{number:05d}"
    place = places.resolve(postcode)
    found = places.towns(postcode)
    assert (place is None) == (found == [])
    if place:
        assert place.town == found[0].name
        assert all(postcode in town.postcodes for town in found)
        assert place.department in places.departments()


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(), JSON, min_size=1, max_size=4))
def test_json_ld_gives_back_what_went_in_and_never_ends_early(data):
    html = PRINT.render(Context({"data": data}))
    inside = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(inside)
    assert json.loads(inside) == data


@pytest.mark.parametrize("spaces", ["\u00a0", "\u202f", "\t", "\n"])
def test_no_kind_of_space_hides_a_postcode(spaces):
    assert places.clean_postcode(f"69{spaces}001") == "69001"
