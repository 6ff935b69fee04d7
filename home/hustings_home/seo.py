"""What machines read: schema.org objects and sitemap entries."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, Site

from hustings_home.models.identity import IdentitySettings

CONTEXT = "https://schema.org"


def organization(site: Site) -> dict[str, Any]:
    """The body behind the site, from its identity settings."""
    identity = IdentitySettings.read(site)
    return {
        "@context": CONTEXT,
        "@type": "Organization",
        "name": identity.publisher or site.site_name,
        "url": site.root_url,
    }


def website(site: Site, home: Page) -> dict[str, Any]:
    """The site itself, in the language of its home page."""
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": home.title,
        "url": home.full_url,
        "inLanguage": home.locale.language_code,
    }


def page_json_ld(page: Page) -> list[dict[str, Any]]:
    """What every page says of itself: where it stands."""
    return [breadcrumbs(page)]


def breadcrumbs(page: Page) -> dict[str, Any]:
    """The way from the home page to this page."""
    ancestors = page.get_ancestors(inclusive=True).filter(depth__gt=1)
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": step.title, "item": step.full_url}
            for place, step in enumerate(ancestors, start=1)
        ],
    }


def sitemap_entries(page: Page, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page's entries, each with its live translations as alternates."""
    translations = page.get_translations(inclusive=True).live().select_related("locale")
    alternates = [
        {"lang_code": other.locale.language_code, "location": other.full_url}
        for other in translations
    ]
    if len(alternates) > 1:
        for entry in entries:
            entry["alternates"] = alternates
    return entries
