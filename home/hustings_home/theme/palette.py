"""From two brand colours to every colour of a page, light and dark.

Text reaches 4.5:1 and edges 3:1 on every surface, whatever the brand (WCAG 2.2, 1.4.3 and 1.4.11).
"""

from __future__ import annotations

from dataclasses import dataclass

from hustings_home.theme.colour import Colour, ink_on, pressed, readable, tint

TEXT, EDGE = 4.5, 3.0


@dataclass(frozen=True)
class Brand:
    """What staff choose."""

    primary: Colour
    accent: Colour

    @classmethod
    def parse(cls, primary: str, accent: str) -> Brand:
        """From two `#rrggbb`; ValueError when one is none."""
        return cls(Colour.parse(primary), Colour.parse(accent))


DEFAULT = Brand.parse("#1d3f8f", "#b3261e")


@dataclass(frozen=True)
class Scheme:
    """How light each neutral is (OKLCH lightness), and the fixed meaning colours."""

    paper: float
    panel: float
    soft: float
    deep: float
    ink: float
    muted: float
    line: float
    hair: float
    ok: Colour
    error: Colour


LIGHT = Scheme(
    paper=0.992,
    panel=1.0,
    soft=0.965,
    deep=0.935,
    ink=0.22,
    muted=0.44,
    line=0.58,
    hair=0.885,
    ok=Colour.parse("#0b6b3a"),
    error=Colour.parse("#a3160f"),
)
DARK = Scheme(
    paper=0.185,
    panel=0.225,
    soft=0.245,
    deep=0.285,
    ink=0.945,
    muted=0.78,
    line=0.64,
    hair=0.36,
    ok=Colour.parse("#66d19a"),
    error=Colour.parse("#ff9d94"),
)


def palette(brand: Brand, scheme: Scheme) -> dict[str, str]:
    """Custom property (without `--`) to `#rrggbb`, in the order they are written."""
    hue = brand.primary
    surfaces = {
        "paper": tint(hue, scheme.paper, 0.004),
        "panel": tint(hue, scheme.panel, 0.008),
        "soft": tint(hue, scheme.soft, 0.012),
        "deep": tint(hue, scheme.deep, 0.02),
    }
    grounds = list(surfaces.values())
    colours = {
        **surfaces,
        "ink": readable(tint(hue, scheme.ink, 0.015), grounds, TEXT),
        "muted": readable(tint(hue, scheme.muted, 0.02), grounds, TEXT),
        "line": readable(tint(hue, scheme.line, 0.02), grounds, EDGE),
        "hair": tint(hue, scheme.hair, 0.015),
        "ok": readable(scheme.ok, grounds, TEXT),
        "error": readable(scheme.error, grounds, TEXT),
    }
    for name, fill in (("brand", brand.primary), ("accent", brand.accent)):
        colours |= {
            name: fill,
            f"{name}-ink": ink_on(fill),
            f"{name}-pressed": pressed(fill),
            f"{name}-edge": readable(fill, grounds, EDGE),
            f"{name}-text": readable(fill, grounds, TEXT),
        }
    return {name: colour.hex for name, colour in colours.items()}
