"""The brand of the site a request asks for."""

from __future__ import annotations

from django.http import HttpRequest

from hustings_home.models import BrandSettings
from hustings_home.theme.palette import DEFAULT, Brand


def brand_for(request: HttpRequest | None) -> Brand:
    """The site's two colours; ours when there is no request or a stored colour is no colour."""
    if request is None:
        return DEFAULT
    return brand_of(BrandSettings.read_for_request(request))


def brand_of(stored: BrandSettings) -> Brand:
    """The two colours of a site; ours when a stored colour is no colour."""
    try:
        return Brand.parse(stored.primary_colour, stored.accent_colour)
    except ValueError:
        return DEFAULT
