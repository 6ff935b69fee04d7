"""What search engines read of a page: schema.org objects, printed as JSON-LD."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page, Site

from hustings_home.languages import code_of
from hustings_home.models.brand import BrandSettings
from hustings_home.models.identity import IdentitySettings
from hustings_home.site_tree import trail

CONTEXT = "https://schema.org"


def site_of(page: Page, request: HttpRequest | None = None) -> Site | None:
    """The site a page belongs to; the request's own, which is known already, when it fits."""
    site = Site.find_for_request(request) if request is not None else None
    sites = {root.site_id for root in page._get_relevant_site_root_paths(request)}
    return site if site is not None and site.pk in sites else page.get_site()


def organization(site: Site, request: HttpRequest | None = None) -> dict[str, Any]:
    """The body behind the site; with the request, settings it already holds are not asked twice."""
    identity = _read(IdentitySettings, site, request)
    brand = _read(BrandSettings, site, request)
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Organization",
        "name": identity.publisher or brand.campaign_name or site.site_name or site.hostname,
        "url": site.root_url,
    }
    if brand.logo:
        found["logo"] = absolute(site, brand.logo.file.url)
    if identity.contact_email:
        found["email"] = identity.contact_email
    return found


def website(site: Site, home: Page, request: HttpRequest | None = None) -> dict[str, Any]:
    """The site itself, in the language of its home page."""
    brand = _read(BrandSettings, site, request)
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": brand.campaign_name or home.title,
        "url": home.get_full_url(request),
        "inLanguage": code_of(home),
    }


def breadcrumbs(page: Page, request: HttpRequest | None = None) -> dict[str, Any]:
    """The way from the home page to this page."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": step.title,
                "item": step.get_full_url(request),
            }
            for place, step in enumerate(trail(page), start=1)
        ],
    }


def absolute(site: Site, url: str) -> str:
    """An address with scheme and host; one that has them already stays as it is."""
    return url if "://" in url else f"{site.root_url}{url}"


def _read(
    settings: type[IdentitySettings] | type[BrandSettings], site: Site, request: HttpRequest | None
) -> Any:
    return settings.read(site) if request is None else settings.read_for_request(request)
