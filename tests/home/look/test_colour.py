import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings_home.theme.colour import (
    BLACK,
    WHITE,
    Colour,
    contrast,
    from_lch,
    ink_on,
    least_contrast,
    pressed,
    readable,
    tint,
    to_lch,
)

channel = st.integers(0, 255)
colours = st.builds(Colour, channel, channel, channel)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#767676", "#ffffff", 4.54)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(Colour.parse(one), Colour.parse(other)) == pytest.approx(ratio, abs=0.01)


@given(colours, colours)
def test_contrast_does_not_depend_on_the_order(one, other):
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0001


@pytest.mark.parametrize("text", ["", "#fff", "1d3f8f", "#1d3f8g", "#1d3f8f;", "#1d3f8f\n", "red"])
def test_a_text_that_is_no_colour_is_refused(text):
    with pytest.raises(ValueError, match="is not a colour"):
        Colour.parse(text)


@given(colours)
def test_a_colour_survives_writing_and_reading(colour):
    assert Colour.parse(colour.hex) == colour


@given(colours)
def test_a_colour_survives_oklch(colour):
    assert all(abs(a - b) <= 1 for a, b in zip(from_lch(to_lch(colour)), colour, strict=True))


@given(colours)
def test_words_on_any_fill_are_readable(fill):
    assert contrast(ink_on(fill), fill) >= 4.5


@given(colours)
def test_a_pressed_fill_keeps_its_ink_at_least_as_readable(fill):
    assert contrast(ink_on(fill), pressed(fill)) >= contrast(ink_on(fill), fill)


@given(colours, st.sampled_from([3.0, 4.5, 7.0]))
def test_any_colour_becomes_readable_on_light_and_on_dark(colour, ratio):
    for grounds in ([WHITE, Colour.parse("#f2f4f8")], [BLACK, Colour.parse("#1c2029")]):
        assert least_contrast(readable(colour, grounds, ratio), grounds) >= ratio


@given(colours)
def test_a_readable_colour_is_left_alone(colour):
    if contrast(colour, WHITE) >= 4.5:
        assert readable(colour, [WHITE], 4.5) == colour


def test_the_hue_of_a_brand_is_kept_when_it_is_darkened():
    yellow = Colour.parse("#ffe600")
    darker = readable(yellow, [WHITE], 4.5)
    assert abs(to_lch(darker).hue - to_lch(yellow).hue) < 0.15


@given(colours)
def test_a_tint_of_grey_stays_grey(colour):
    grey = Colour(colour.red, colour.red, colour.red)
    made = tint(grey, 0.9, 0.05)
    assert max(made) - min(made) <= 1
