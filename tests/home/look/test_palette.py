import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hustings_home.theme.colour import Colour, contrast
from hustings_home.theme.palette import DARK, DEFAULT, LIGHT, Brand, palette

SURFACES = ("paper", "panel", "soft", "deep")
TEXTS = ("ink", "muted", "ok", "error", "brand-text", "accent-text")
EDGES = ("line", "brand-edge", "accent-edge")
channel = st.integers(0, 255)
colours = st.builds(Colour, channel, channel, channel)


def ratio(made: dict[str, str], one: str, other: str) -> float:
    return contrast(Colour.parse(made[one]), Colour.parse(made[other]))


@settings(max_examples=60, deadline=None)
@given(colours, colours)
@example(Colour.parse("#ffffff"), Colour.parse("#000000"))
@example(Colour.parse("#ffe600"), Colour.parse("#00ff00"))
@example(Colour.parse("#777777"), Colour.parse("#767676"))
def test_any_two_brand_colours_stay_readable_in_light_and_dark(primary, accent):
    for scheme in (LIGHT, DARK):
        made = palette(Brand(primary, accent), scheme)
        for surface in SURFACES:
            for text in TEXTS:
                assert ratio(made, text, surface) >= 4.5, (text, surface)
            for edge in EDGES:
                assert ratio(made, edge, surface) >= 3, (edge, surface)
        for fill in ("brand", "accent"):
            assert ratio(made, f"{fill}-ink", fill) >= 4.5
            assert ratio(made, f"{fill}-ink", f"{fill}-pressed") >= 4.5


def test_the_brand_itself_is_never_changed():
    brand = Brand.parse("#ffe600", "#1d3f8f")
    for scheme in (LIGHT, DARK):
        made = palette(brand, scheme)
        assert (made["brand"], made["accent"]) == ("#ffe600", "#1d3f8f")


def test_a_readable_brand_colour_is_used_for_links_as_it_is():
    assert palette(DEFAULT, LIGHT)["brand-text"] == "#1d3f8f"


def test_light_is_light_and_dark_is_dark():
    white, black = Colour.parse("#ffffff"), Colour.parse("#000000")
    light = Colour.parse(palette(DEFAULT, LIGHT)["paper"])
    dark = Colour.parse(palette(DEFAULT, DARK)["paper"])
    assert contrast(light, white) < 1.1
    assert contrast(dark, black) < 1.3


def test_a_brand_that_is_no_colour_is_refused():
    with pytest.raises(ValueError, match="is not a colour"):
        Brand.parse("#1d3f8f", "blue")
