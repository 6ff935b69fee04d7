"""A page as it arrives in a mailbox, shown to staff."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from hustings_mailings import placeholders
from hustings_mailings.composing import NotMailable, compose, size


def filled(html: str, text: str, *, locale: str, base: str) -> tuple[str, str]:
    """Both parts of an edition with their gaps filled for nobody in particular; `base` is where
    the links that would be one person's lead."""
    with translation.override(locale):
        why = _("Here stands why this person receives it, from the ledger.")
    for name, value in {
        placeholders.WHY: why,
        placeholders.STOP_URL: base,
        placeholders.MY_DATA_URL: base,
        placeholders.SOURCE: "sample",
    }.items():
        html, text = html.replace(name, value), text.replace(name, value)
    return html, text


def preview_context(page: Page, site: Site) -> dict[str, Any]:
    """What the preview shows: `composed`, `html`, `text` and `size` in bytes, or `refusal`."""
    url = page.full_url or site.root_url
    try:
        composed = compose(page, site=site, web_url=url)
    except NotMailable as refusal:
        return {"refusal": str(refusal)}
    html, text = filled(
        composed.html, composed.text, locale=page.locale.language_code, base=site.root_url
    )
    return {"composed": composed, "html": html, "text": text, "size": size(composed)}


def mail_preview(request: HttpRequest, page: Page, site: Site) -> HttpResponse:
    """Both parts of the mail side by side, for Wagtail's preview panel."""
    context = {"language": page.locale.language_code, **preview_context(page, site)}
    response = render(request, "hustings_mailings/preview.html", context)
    # A mail carries its styles with it; only staff see this page, framed by the editor.
    response._csp_replace = {"style-src": [SELF, UNSAFE_INLINE]}  # type: ignore[attr-defined]
    return response
