"""Languages, the Wagtail site and its home page in each language."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, Page, Site

from hustings.campaign.facts import LANGUAGES, Facts
from hustings_home.models import HomePage

#: Wagtail's own migrations make a plain page of this slug, for the site of a fresh install.
STOCK_SLUG = "home"
PORTS = {"http": 80, "https": 443}


class OccupiedError(Exception):
    """The site holds pages of somebody's; the message says what to do."""


@dataclass(frozen=True)
class Ground:
    """Where pages are built: one site and its languages, the source first."""

    site: Site
    locales: dict[str, Locale]

    @property
    def source(self) -> Locale:
        """The language that the others are translated from."""
        return next(iter(self.locales.values()))

    @property
    def root(self) -> Page:
        """The parent of the home pages."""
        return self.site.root_page.get_parent()

    def key_of(self, key: str) -> uuid.UUID:
        """The translation key of one of our pages; the home page's own key makes it unique."""
        home = self.site.root_page.translation_key
        return home if key == "home" else uuid.uuid5(home, key)


def languages() -> list[str]:
    """Our languages, that of the installation first."""
    first = settings.LANGUAGE_CODE.split("-")[0]
    return sorted(LANGUAGES, key=lambda code: code != first)


def find_site(facts: Facts) -> Site | None:
    """The site a campaign is for: that of its address, else the default one."""
    if facts.site_address:
        named = Site.objects.filter(hostname=urlsplit(facts.site_address).hostname).first()
        if named or Site.objects.filter(root_page__in=HomePage.objects.all()).exists():
            return named
    return Site.objects.filter(is_default_site=True).first()


def distinct_name(site: Site) -> str:
    """The site's name, at most 100 characters; with its address where an older site has the same:
    groups and the library's folders are found by it, and must never be those of another site."""
    name = (site.site_name or site.hostname)[:100]
    older = Site.objects.filter(pk__lt=site.pk, site_name__startswith=name)
    return f"{name[:60]} ({site.hostname[:36]} {site.pk})" if older.exists() else name


def is_stock(page: Page) -> bool:
    """Whether a page is the welcome page of a fresh install, untouched."""
    return type(page.specific) is Page and page.slug == STOCK_SLUG and page.is_leaf()


def prepare(facts: Facts, *, home_title: str, home_lead: str, home_slug: str) -> Ground:
    """The site with a home page in the source language; OccupiedError for a foreign root page."""
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in languages()}
    source = next(iter(locales.values()))
    site = find_site(facts)
    if site and isinstance(site.root_page.specific, HomePage):
        return Ground(site, locales)
    if site and not is_stock(site.root_page):
        raise OccupiedError(
            f"The site {site} has another root page, “{site.root_page}”. Give the campaign a site "
            "of its own with site_address."
        )
    root = Page.objects.get(depth=1)
    slug = find_available_slug(root, home_slug)
    home = HomePage(title=home_title, slug=slug, lead=home_lead, locale=source, live=False)
    root.add_child(instance=home)
    return Ground(_place(site, home, facts), locales)


def _place(site: Site | None, home: HomePage, facts: Facts) -> Site:
    stock = site.root_page if site else None
    if site is None:
        site = Site(is_default_site=not Site.objects.filter(is_default_site=True).exists())
    address = urlsplit(facts.site_address or settings.WAGTAILADMIN_BASE_URL)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or PORTS.get(address.scheme, 80)
    site.root_page, site.site_name = home, facts.campaign_name
    site.save()
    if stock is not None:
        Page.objects.get(pk=stock.pk).delete()
    return site
