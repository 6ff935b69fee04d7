"""J1 to J3: what visitors do, in both languages, on a phone, without JavaScript."""

import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Demo, link_in
from tests.journeys.walking import SITES, Site, event_with_places, fill, press, send

pytestmark = pytest.mark.browser


both_languages = pytest.mark.parametrize("site", SITES, ids=lambda site: site.code)


def count_of(demo: Demo, page: Page) -> int:
    """The verified signatures a petition page shows."""
    page.reload()
    progress = page.locator("main progress").first
    return int(float(progress.get_attribute("value")))


@both_languages
def test_a_visitor_reads_a_post(visitor: Page, site: Site) -> None:
    visitor.goto(site.news)
    assert visitor.locator("html").get_attribute("lang") == site.code
    links = visitor.locator(f'main a[href^="{site.news}"]')
    hrefs = [links.nth(i).get_attribute("href") for i in range(links.count())]
    post = next(h for h in hrefs if re.fullmatch(rf"{site.news}[\w-]+/", h) and "feed" not in h)
    visitor.goto(post)
    assert visitor.locator("h1").count() == 1
    assert len(visitor.locator("main").inner_text()) > 600


@both_languages
def test_signing_up_confirming_and_leaving(visitor: Page, demo: Demo, site: Site) -> None:
    address = f"news-{site.code}@example.org"
    visitor.goto(site.join)
    fill(visitor, "main form.form", email=address)
    send(visitor, "main form.form")
    assert "/almost-there/" in visitor.url
    mail = demo.mail_to(address)
    press(visitor, link_in(mail, "c"))
    assert "/t/" in visitor.url
    welcome = demo.mail_to(address, count=2)
    assert "List-Unsubscribe" in str(welcome["headers"])
    press(visitor, link_in(welcome, "u"))
    assert visitor.locator("main form").count() == 0


@both_languages
def test_signing_counts_one_once_confirmed(visitor: Page, demo: Demo, site: Site) -> None:
    address = f"signer-{site.code}@example.org"
    visitor.goto(site.petition)
    before = count_of(demo, visitor)
    fill(
        visitor,
        "#sign form",
        given_name="Léa",
        family_name="Martin",
        email=address,
        postcode="59000",
    )
    send(visitor, "#sign form")
    mail = demo.mail_to(address)
    visitor.goto(site.petition)
    assert count_of(demo, visitor) == before
    press(visitor, link_in(mail, "c"))
    visitor.goto(site.petition)
    demo.until(lambda: count_of(demo, visitor) == before + 1)


@both_languages
def test_registering_and_cancelling_gives_the_seat_back(
    visitor: Page, editor: Page, demo: Demo, site: Site
) -> None:
    address = f"guest-{site.code}@example.org"
    event = event_with_places(visitor, site)
    key = event_key(editor, event)
    before = seats_taken(editor, key)
    visitor.goto(event)
    fill(visitor, "#register form", given_name="Jo", family_name="Roux", email=address)
    send(visitor, "#register form")
    press(visitor, link_in(demo.mail_to(address), "c"))
    assert seats_taken(editor, key) == before + 1
    ticket = demo.mail_to(address, count=2)
    assert any(str(name).endswith(".ics") for name in ticket["attachments"])
    press(visitor, link_in(ticket, "r"))
    assert seats_taken(editor, key) == before


def event_key(editor: Page, path: str) -> str:
    """The number staff know the event by: of the option with the French title."""
    editor.goto(path)
    french = editor.locator('link[rel="alternate"][hreflang="fr"]').get_attribute("href")
    editor.goto(urlsplit(french).path)
    title = editor.locator("h1").inner_text().strip()
    editor.goto("/admin/registrations/")
    option = editor.locator("select[name=event] option").filter(has_text=title)
    return option.first.get_attribute("value")


def seats_taken(editor: Page, key: str) -> int:
    """As the staff list of the event says."""
    editor.goto(f"/admin/registrations/?event={key}")
    return int(re.search(r"\d+", editor.locator("h2.w-h3").first.inner_text())[0])


@both_languages
def test_a_mail_scanner_that_opens_every_link_confirms_nothing(
    visitor: Page, demo: Demo, site: Site
) -> None:
    address = f"scanned-{site.code}@example.org"
    visitor.goto(site.petition)
    before = count_of(demo, visitor)
    fill(visitor, "#sign form", given_name="Sam", family_name="Petit", email=address)
    if visitor.locator("#sign form [name=postcode]").count():
        visitor.fill("#sign form [name=postcode]", "75011")
    send(visitor, "#sign form")
    mail = demo.mail_to(address)
    for link in set(re.findall(rf"{demo.url}/\S+", mail["text"])):
        demo.get(urlsplit(link).path)
    time.sleep(7)  # longer than the tally's window
    visitor.goto(site.petition)
    assert count_of(demo, visitor) == before
    assert len(demo.mails_to(address)) == 1


@both_languages
def test_a_mistake_is_explained_and_nothing_typed_is_lost(visitor: Page, site: Site) -> None:
    visitor.goto(site.petition)
    fill(visitor, "#sign form", given_name="Zoé", family_name="Blanc", email="zoe@")
    send(visitor, "#sign form")
    assert visitor.locator("#errors").is_visible()
    assert visitor.locator("#errors a[href='#id_email']").count() == 1
    assert visitor.input_value("[name=given_name]") == "Zoé"
    assert visitor.input_value("#sign [name=email]") == "zoe@"


@both_languages
def test_the_language_switch_leads_to_the_same_page(visitor: Page, site: Site) -> None:
    visitor.goto(site.petition)
    other = next(s for s in SITES if s.code != site.code)
    link = visitor.locator(f'a[hreflang="{other.code}"]').first
    assert link.get_attribute("href").endswith(other.petition)
