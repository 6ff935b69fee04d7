"""Codes as words on the staff screens: `{% load hustings_staff %}`."""

from __future__ import annotations

from typing import Any

from django import template

from hustings_home.languages import translated_name
from hustings_signup.holdings import evidence_words
from hustings_signup.openness.periods import kept
from hustings_signup.staff.sites import name_of

register = template.Library()
register.filter("language_name", translated_name)
register.filter("period", kept)
register.filter("site_name", name_of)


@register.filter
def evidence_lines(content: dict[str, Any] | None) -> list[str]:
    """`{% for line in evidence.content|evidence_lines %}`: what was filled in, field by field."""
    return evidence_words.lines(content).splitlines()
