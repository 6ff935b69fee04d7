"""Colours: WCAG contrast, and OKLCH to move a colour's lightness while its hue stays.

Contrast after WCAG 2.2 (relative luminance); OKLab after Björn Ottosson, 2020-12-23.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

HEX = re.compile(r"#[0-9a-fA-F]{6}")
STEP = 0.004


class Colour(NamedTuple):
    """An sRGB colour, each channel 0 to 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, text: str) -> Colour:
        """From `#rrggbb`; ValueError for anything else."""
        if not HEX.fullmatch(text):
            raise ValueError(f"{text!r} is not a colour like #1d3f8f.")
        return cls(*(int(text[start : start + 2], 16) for start in (1, 3, 5)))

    @property
    def hex(self) -> str:
        """As `#rrggbb`."""
        return "#{:02x}{:02x}{:02x}".format(*self)


BLACK = Colour(0, 0, 0)
WHITE = Colour(255, 255, 255)


class Lch(NamedTuple):
    """A colour in OKLCH: lightness 0 to 1, chroma from 0, hue in radians."""

    lightness: float
    chroma: float
    hue: float


def to_linear(channel: int) -> float:
    """The linear light of an sRGB channel."""
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def from_linear(value: float) -> float:
    """The sRGB channel (0 to 1) of linear light."""
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (to_linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def least_contrast(colour: Colour, surfaces: Iterable[Colour]) -> float:
    """The contrast on the surface where it is worst."""
    return min(contrast(colour, surface) for surface in surfaces)


def to_lch(colour: Colour) -> Lch:
    """The colour in OKLCH."""
    red, green, blue = (to_linear(channel) for channel in colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Lch(light, math.hypot(a, b), math.atan2(b, a))


def to_channels(lch: Lch) -> tuple[float, float, float]:
    """The sRGB channels of an OKLCH colour, 0 to 1 when the screen can show it."""
    a, b = lch.chroma * math.cos(lch.hue), lch.chroma * math.sin(lch.hue)
    long = (lch.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lch.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lch.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        from_linear(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        from_linear(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        from_linear(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def from_lch(lch: Lch) -> Colour:
    """The nearest colour a screen can show: the chroma gives way, hue and lightness stay."""
    lightness = min(max(lch.lightness, 0.0), 1.0)
    chroma = lch.chroma
    while chroma > 0 and not all(
        -0.001 <= channel <= 1.001 for channel in to_channels(Lch(lightness, chroma, lch.hue))
    ):
        chroma -= STEP
    channels = to_channels(Lch(lightness, max(chroma, 0.0), lch.hue))
    return Colour(*(round(min(max(channel, 0.0), 1.0) * 255) for channel in channels))


def tint(colour: Colour, lightness: float, chroma: float) -> Colour:
    """A neutral of this lightness with a breath of the colour's hue, at most `chroma` of it."""
    source = to_lch(colour)
    return from_lch(Lch(lightness, min(chroma, source.chroma), source.hue))


def readable(colour: Colour, surfaces: Iterable[Colour], ratio: float) -> Colour:
    """The colour moved in lightness, as little as needed, to reach `ratio` on every surface.

    It goes away from the surfaces: darker on light ones, lighter on dark ones; black or white
    when nothing nearer will do.
    """
    grounds = list(surfaces)
    if least_contrast(colour, grounds) >= ratio:
        return colour
    darker = sum(map(luminance, grounds)) / len(grounds) > 0.18
    step = -STEP if darker else STEP
    lightness, chroma, hue = to_lch(colour)
    while 0 < lightness + step < 1:
        lightness += step
        moved = from_lch(Lch(lightness, chroma, hue))
        if least_contrast(moved, grounds) >= ratio:
            return moved
    return BLACK if darker else WHITE


def ink_on(fill: Colour) -> Colour:
    """White where it reads at 4.5:1 on the fill, else black, which then does."""
    return WHITE if contrast(WHITE, fill) >= 4.5 else BLACK


def pressed(fill: Colour) -> Colour:
    """The fill under the pointer: a step away from its ink, so that the words only gain."""
    lightness, chroma, hue = to_lch(fill)
    moved = from_lch(Lch(lightness + (-0.06 if ink_on(fill) is WHITE else 0.06), chroma, hue))
    return moved if contrast(moved, ink_on(fill)) >= contrast(fill, ink_on(fill)) else fill
