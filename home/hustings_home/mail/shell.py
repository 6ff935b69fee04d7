"""The look all mails of a site share."""

from __future__ import annotations

import css_inline

from hustings_home.models.brand import BrandSettings
from hustings_home.theme.brand import brand_of
from hustings_home.theme.palette import DARK, LIGHT, palette

#: The template every mail extends: blocks `main` and `foot`; its context holds `look`, `sender`,
#: `identity` and `subject`.
MAIL_SHELL = "hustings_home/mail/shell.html"


def look(brand: BrandSettings) -> dict[str, dict[str, str]]:
    """The colours of a site's mails, `light` and `dark`: readable whatever the brand."""
    colours = brand_of(brand)
    return {
        name: {key.replace("-", "_"): value for key, value in palette(colours, scheme).items()}
        for name, scheme in (("light", LIGHT), ("dark", DARK))
    }


def inlined(html: str) -> str:
    """The document with its styles on the elements, where mail clients read them; the rules for
    dark screens stay in the head, where those that know them look."""
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
    return inliner.inline(html)
