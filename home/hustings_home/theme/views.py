"""Serves a site's theme as one stylesheet that browsers may keep for ever."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from hustings_home.theme.brand import brand_for
from hustings_home.theme.stylesheet import Stylesheet, by_digest, stylesheet

FOR_EVER = "public, max-age=31536000, immutable"


def theme_url(sheet: Stylesheet) -> str:
    """The address of a theme; it changes whenever its content does."""
    return reverse("hustings_home:theme", args=[sheet.digest])


@require_safe
def theme(request: HttpRequest, digest: str) -> HttpResponse:
    """The theme with this digest; an outdated digest leads to the site's current theme."""
    sheet = by_digest(digest)
    if sheet is None:
        sheet = stylesheet(brand_for(request))
        if sheet.digest != digest:
            response = HttpResponseRedirect(theme_url(sheet))
            response["Cache-Control"] = "no-cache"
            return response
    return compressed(request, sheet)


def compressed(request: HttpRequest, sheet: Stylesheet) -> HttpResponse:
    """The stylesheet in the smallest encoding the browser takes."""
    accepted = request.headers.get("Accept-Encoding", "")
    encoding, body = "", sheet.plain
    if "br" in accepted:
        encoding, body = "br", sheet.brotli
    elif "gzip" in accepted:
        encoding, body = "gzip", sheet.gzipped
    response = HttpResponse(body, content_type="text/css; charset=utf-8")
    if encoding:
        response["Content-Encoding"] = encoding
    response["Cache-Control"] = FOR_EVER
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
