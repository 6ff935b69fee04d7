"""What the archive says of itself, in French and English."""

from __future__ import annotations

from collections.abc import Mapping

from django.template.loader import render_to_string
from django.utils import translation
from wagtail.models import Site

from hustings_signup.portability.tables import tables


def texts(site: Site, counts: Mapping[str, int]) -> dict[str, str]:
    """File name and text per language."""
    found: dict[str, str] = {}
    for code, name in (("fr", "LISEZMOI.txt"), ("en", "README.txt")):
        with translation.override(code):
            rows = [
                (str(table.model._meta.verbose_name_plural), table.file, counts[table.label])
                for table in tables()
            ]
            found[name] = render_to_string(
                "hustings_signup/portability/readme.txt", {"site": site, "rows": rows}
            )
    return found
