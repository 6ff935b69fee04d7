"""The printable proof in a real Chromium: accessible, and clean on A4."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import sync_playwright
from wagtail.models import Site

from hustings_signup import services
from hustings_signup.proof import checkpoints
from tests.browser.chromium import launch_options
from tests.signup.staff.conftest import enter, speak

pytestmark = pytest.mark.browser
A4 = (595, 842)  # points


@pytest.fixture
def lea(live_server, settings, tmp_path, signup, join):
    host, port = live_server.url.removeprefix("http://").split(":")
    Site.objects.update(hostname=host, port=port)
    cache.clear()
    settings.HUSTINGS = {**settings.HUSTINGS, "CHECKPOINT_DIR": str(tmp_path / "checkpoints")}
    lea = join(given_name="Léa", family_name="Martin", postcode="69001", town="Lyon")
    join(ticked=["updates.beyond", "volunteer.contact"])
    services.withdraw(supporter=lea, purpose_keys=["updates.beyond"])
    checkpoints.make()
    return lea


@pytest.mark.parametrize(("language", "width"), [("fr", 360), ("en", 1280)])
def test_the_proof_fits_a_phone_and_prints_on_a4(
    live_server, lea, officer, tmp_path: Path, monkeypatch, language: str, width: int
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    speak(officer, language)
    session = enter(officer).cookies[settings.SESSION_COOKIE_NAME].value
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options())
        context = chromium.new_context(viewport={"width": width, "height": 800})
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page = context.new_page()
        page.goto(live_server.url + reverse("hustings_people:print", args=[lea.pk]))
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("article").count() >= 10
        assert Axe().run(page).response["violations"] == []
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, "nothing to scroll sideways"
        page.screenshot(path=tmp_path / "screen.png", full_page=True)
        page.emulate_media(media="print")
        assert not page.locator(".screen-only").is_visible()
        printed = page.pdf(path=tmp_path / "proof.pdf", prefer_css_page_size=True)
        chromium.close()
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {A4}
    assert 2 <= len(boxes) <= 5
