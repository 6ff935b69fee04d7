""" "My data" in a real Chromium, without JavaScript: from the address typed to the erasure."""

import os
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Browser, Page, sync_playwright
from wagtail.models import Site

from hustings_signup import outbox, services
from hustings_signup.models import Outbox, Supporter
from tests.browser.chromium import launch_options
from tests.signup.conftest import Signup

pytestmark = pytest.mark.browser


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # Playwright's loop lives in this thread; Django would take its queries for asynchronous ones.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    options = launch_options()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**options)
        yield chromium
        chromium.close()


def is_sound(page: Page, name: str) -> None:
    """No axe violation, nothing scrolls sideways, everything to press is 24 px at least."""
    if folder := os.environ.get("HUSTINGS_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, name
    found = Axe().run(page).response["violations"]
    assert not found, (name, [violation["id"] for violation in found])


@pytest.mark.parametrize(("code", "width"), [("fr", 360), ("en", 1280)])
def test_r13_the_whole_way_without_scripts(
    live_server, browser: Browser, signup: Signup, settings, code: str, width: int
):
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    host, port = live_server.url.removeprefix("http://").split(":")
    Site.objects.update(hostname=host, port=port)
    cache.clear()
    services.confirm(submission=signup.submit(ticked=("volunteer.contact",)), send_mail=False)
    Supporter.objects.update(locale=code)
    Outbox.objects.update(state="done")
    mail.outbox.clear()
    # Axe needs scripts of its own; the pages' one is kept away.
    page = browser.new_context(
        viewport={"width": width, "height": 800}, base_url=live_server.url
    ).new_page()
    page.route("**/hustings*.js", lambda route: route.abort())
    page.goto(f"/{code}/")
    page.click("footer a[href*='moi'], footer a[href*='my-data']")
    page.fill("[name=email]", "lea@example.org")
    is_sound(page, f"ask-{code}")
    page.click("main button[type=submit]")
    is_sound(page, f"asked-{code}")
    outbox.send_one(Outbox.objects.get(kind="my_data", state="queued").pk)
    (link,) = set(re.findall(r"http://\S+/m/\S+/", mail.outbox[-1].body))
    page.goto(link)
    is_sound(page, f"enter-{code}")
    page.click("main button[type=submit]")
    is_sound(page, f"data-{code}")
    page.fill("[name=family_name]", "D’Arc")
    page.click("main form[action*=correct] button")
    page.wait_for_selector("[role=status]")
    assert Supporter.objects.get().family_name == "D’Arc"
    page.click("main a[href*=erase]")
    is_sound(page, f"erase-{code}")
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    is_sound(page, f"erased-{code}")
    assert not Supporter.objects.exists()
    assert not page.context.cookies()
