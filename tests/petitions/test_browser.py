"""A real Chromium: the form within reach on a phone, the journey without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file_jpeg
from wagtail.models import Site

from hustings_petitions import tally
from hustings_petitions.models import Signature
from hustings_signup import outbox
from hustings_signup import services as signup
from hustings_signup.models import Outbox
from tests.browser.chromium import launch_options
from tests.conftest import make_campaign
from tests.petitions.conftest import Petitions, make_petition, make_petitions, sign

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
FORM_TOP = 900  # G7
TARGET = 44  # G6, pixels


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # Playwright's loop lives in this thread; Django would take its queries for asynchronous ones.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    options = launch_options()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**options)
        yield chromium
        chromium.close()


@pytest.fixture
def petitions(live_server: object, browser: Browser, settings: object) -> Petitions:
    """The petition, long and with a picture, on the live server's own site."""
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    made = make_petitions(make_campaign())
    host, port = live_server.url.removeprefix("http://").split(":")
    Site.objects.update(hostname=host, port=port)
    cache.clear()
    picture = get_test_image_file_jpeg(size=(1200, 800))
    made.fr.main_image = get_image_model().objects.create(title="Bus", file=picture)
    made.fr.title = "Pour un bus de nuit toutes les vingt minutes jusqu’à minuit sur la ligne 12"
    made.fr.ask = "Un bus toutes les vingt minutes jusqu’à minuit, tous les soirs de la semaine."
    made.fr.body = [("text", f"<p>{'Depuis dix ans, rien après vingt heures. ' * 60}</p>")]
    made.fr.save_revision().publish()
    return made


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone with JavaScript off; every request is kept in `asked`."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    context.asked = []
    context.on("request", lambda request: context.asked.append(request))
    yield context
    context.close()


def test_the_form_and_the_way_to_it_are_within_reach_on_a_phone(
    live_server: object, petitions: Petitions, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto(live_server.url + petitions.fr.url)
    form = page.locator("main form").bounding_box()
    assert form is not None
    assert form["y"] <= FORM_TOP
    link = page.locator(".sticky-action a").bounding_box()
    assert link is not None
    assert link["y"] + link["height"] <= PHONE["height"]
    assert link["height"] >= TARGET
    page.click(".sticky-action a")
    page.wait_for_timeout(800)  # the scroll is smooth
    panel = page.locator("#sign").bounding_box()
    assert panel is not None
    assert 0 <= panel["y"] <= PHONE["height"] / 2


def test_the_page_does_not_scroll_sideways(
    live_server: object, petitions: Petitions, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 700})
    for url in (petitions.fr.url, petitions.index_fr.url):
        page.goto(live_server.url + url)
        assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(
    live_server: object,
    petitions: Petitions,
    browser: Browser,
    mailoutbox: list[EmailMultiAlternatives],
    width: int,
    scheme: str,
) -> None:
    won = make_petition(
        petitions.index_fr, title="Gagnée", slug="g", state="won", outcome="<p>x</p>"
    )
    signup.confirm(submission=sign(petitions.fr), send_mail=True)
    send_all()
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    for address in (
        live_server.url + petitions.fr.url,
        live_server.url + petitions.index_fr.url,
        live_server.url + won.url,
        link(mailoutbox[-1], "w"),
    ):
        page.goto(address)
        assert violations(page) == [], address
    page.goto(live_server.url + petitions.fr.url)
    page.click("main form button[type=submit]")
    assert page.locator("#errors").count() == 1
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


def test_the_whole_way_without_javascript(
    live_server: object,
    petitions: Petitions,
    phone: BrowserContext,
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    page = phone.new_page()
    page.goto(live_server.url + petitions.fr.url)
    page.press("body", "Tab")
    page.fill("[name=given_name]", "Marie")
    page.fill("[name=family_name]", "Dupont")
    page.fill("[name=email]", "marie@")
    page.fill("[name=postcode]", "59000")
    page.press("[name=postcode]", "Enter")
    assert page.locator("#errors a").count() == 1
    assert page.input_value("[name=family_name]") == "Dupont"
    page.fill("[name=email]", "marie@example.org")
    page.click("main form button[type=submit]")
    assert "m•••@example.org" in page.inner_text("main")

    send_all()
    page.goto(link(mailoutbox[0], "c"))
    page.click("main form button.btn--primary")
    tally.fold()
    page.goto(live_server.url + petitions.en.url)
    assert page.inner_text(".count b") == "1"

    send_all()
    page.goto(link(mailoutbox[1], "w"))
    page.click("main form button")
    assert page.locator("main form").count() == 0
    assert Signature.objects.get().state == "withdrawn"
    assert phone.cookies() == []
    assert hosts(phone.asked) == {live_server.url.removeprefix("http://")}


def test_the_count_moves_in_the_open_page(
    live_server: object, petitions: Petitions, browser: Browser
) -> None:
    page = browser.new_page()
    page.clock.install()
    page.goto(live_server.url + petitions.fr.url)
    assert page.inner_text(".count b") == "0"
    petitions.row.tally.__class__.objects.update(confirmed=1234)
    with page.expect_response(re.compile(r"count\.json")):
        page.clock.run_for(31_000)
    page.wait_for_timeout(200)
    assert page.inner_text(".count b").replace("\u202f", " ").replace("\xa0", " ") == "1 234"


def send_all() -> None:
    for row in Outbox.objects.filter(state="queued").order_by("pk"):
        outbox.send_one(row.pk)


def link(mail: EmailMultiAlternatives, kind: str) -> str:
    return re.findall(rf"http://\S+/{kind}/[\w-]+/", mail.body)[0]


def hosts(asked: list[Request]) -> set[str]:
    return {request.url.split("/")[2] for request in asked if request.url.startswith("http")}
