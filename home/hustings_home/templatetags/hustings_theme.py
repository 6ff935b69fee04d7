"""Tags that give the address of the theme."""

from __future__ import annotations

from typing import Any

from django import template

from hustings_home.theme.brand import brand_for
from hustings_home.theme.palette import DEFAULT
from hustings_home.theme.stylesheet import stylesheet
from hustings_home.theme.views import theme_url as url_of

register = template.Library()


@register.simple_tag(takes_context=True)
def theme_url(context: dict[str, Any]) -> str:
    """The address of the current site's theme."""
    return url_of(stylesheet(brand_for(context.get("request"))))


@register.simple_tag
def default_theme_url() -> str:
    """The address of the theme with our own colours; needs no database."""
    return url_of(stylesheet(DEFAULT))
