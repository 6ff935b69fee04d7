"""What every journey does: where things are in each language, fill, send, press."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page


@dataclass(frozen=True)
class Site:
    """Where things are in one language."""

    code: str
    news: str
    join: str
    petition: str
    agenda: str


SITES = [
    Site("fr", "/fr/actus/", "/fr/agir/", "/fr/petitions/bus-de-nuit/", "/fr/agenda/"),
    Site("en", "/en/news/", "/en/get-involved/", "/en/petitions/night-bus/", "/en/events/"),
]


def fill(page: Page, form: str, **values: str) -> None:
    for name, value in values.items():
        page.fill(f"{form} [name={name}]", value)


def send(page: Page, form: str) -> None:
    page.click(f"{form} button[type=submit]")


def press(page: Page, address: str) -> None:
    """Open a link of a mail and press its first button."""
    page.goto(address)
    page.click("main form button[type=submit] >> nth=0")


def event_with_places(page: Page, site: Site) -> str:
    """The address of an event to come that takes registrations and is not full."""
    page.goto(site.agenda)
    links = page.locator(f'main a[href^="{site.agenda}"]')
    hrefs = dict.fromkeys(links.nth(i).get_attribute("href") for i in range(links.count()))
    for href in hrefs:
        if re.fullmatch(rf"{site.agenda}[\w-]+/", urlsplit(href).path):
            page.goto(href)
            places = page.locator("#register strong")
            if page.locator("#register form").count() and "20" in places.first.inner_text():
                return href
    raise AssertionError("the demonstration has no event with places")
