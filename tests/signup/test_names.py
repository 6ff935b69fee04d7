"""Names as people really have them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings_signup.people import clean_name


@pytest.mark.parametrize(
    "name", ["O'Brien", "D’Arc", "Nguyễn", "Ô", "x" * 70, "Anne-Marie", "de la Tour", "李"]
)
def test_a_real_name_passes_unchanged(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Léa \t Martin\n", "Léa Martin"),
        ("Le\u0301a", "Léa"),
        ("Léa\u202e", "Léa"),
        ("L\x00éa\x07", "Léa"),
        (" \u200b ", ""),
    ],
)
def test_control_and_bidi_characters_go(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean


@pytest.mark.parametrize("raw", ["http://spam.example", "Buy at WWW.spam.example", "a@b.example"])
def test_a_web_address_is_no_name(raw: str) -> None:
    with pytest.raises(ValueError, match="address"):
        clean_name(raw)


@given(st.text(max_size=120))
def test_a_clean_name_is_normal_and_stable(raw: str) -> None:
    try:
        name = clean_name(raw)
    except ValueError:
        return
    assert name == clean_name(name)
    assert name == name.strip()
    assert not any(unicodedata.category(c) == "Cc" for c in name)
