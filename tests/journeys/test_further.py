"""J1, J2: after one confirmation the next act is one press more, on a phone, without JavaScript."""

import os
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page

from tests.journeys.conftest import Demo, link_in
from tests.journeys.walking import SITES, Site, fill, press, send

pytestmark = pytest.mark.browser

BUTTON = 'form[action="/g/"] button'
WORDS = {"fr": ("Je signe · Camille D.", "1 personne"), "en": ("Sign · Camille D.", "1 person")}


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def signed_of(page: Page, path: str) -> int:
    """The verified signatures a petition page shows."""
    page.goto(path)
    return int(float(page.locator("main progress").first.get_attribute("value")))


def page_behind(card: Locator) -> str:
    return urlsplit(card.locator("a").get_attribute("href")).path


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.code)
def test_r3_the_next_petition_and_the_next_event_take_one_press_each(
    visitor: Page, demo: Demo, site: Site
) -> None:
    address = f"further-{site.code}@example.org"
    sign, one = WORDS[site.code]
    visitor.goto(site.petition)
    fill(
        visitor,
        "#sign form",
        given_name="Camille",
        family_name="Durand",
        email=address,
        postcode="59000",
    )
    send(visitor, "#sign form")
    press(visitor, link_in(demo.mail_to(address), "c"))
    picture(visitor, f"journey-thanks-{site.code}")
    thanks = visitor.url
    cards = visitor.locator("main article", has=visitor.locator(BUTTON))
    petition = cards.filter(has_text=sign).first
    path = page_behind(petition)
    assert path.startswith(f"/{site.code}/petitions/")
    before = signed_of(visitor, path)

    visitor.goto(thanks)
    cards.filter(has_text=sign).first.locator("button").click()
    assert re.search(r"/g/[\w=-]+/$", urlsplit(visitor.url).path)
    picture(visitor, f"journey-pressed-{site.code}")
    # What is left is offered on the spot: an event, for one person.
    event = cards.filter(has_text=one).first
    assert path not in [page_behind(cards.nth(i)) for i in range(cards.count())]
    event.locator("button").click()
    assert "/g/" in visitor.url

    # Two more e-mails of what was done, none that asks to confirm.
    demo.mail_to(address, count=4)
    mails = demo.mails_to(address)
    assert sum("/c/" in mail["text"] for mail in mails) == 1
    assert any(".ics" in str(mail["attachments"]) for mail in mails)
    demo.until(lambda: signed_of(visitor, path) == before + 1)
    picture(visitor, f"journey-counted-{site.code}")
