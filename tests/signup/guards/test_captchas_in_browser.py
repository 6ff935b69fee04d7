"""A real Chromium with all outside traffic caught: nothing asks Google before the click."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Browser, Page, Route, sync_playwright
from wagtail.models import Site

from hustings_signup import captchas, processors, services
from hustings_signup.models import CaptchaCheck, Outbox, Submission
from tests.browser.chromium import launch_options
from tests.signup.conftest import Signup

pytestmark = pytest.mark.browser

# What Google's program does for the page: it puts a field with a token into the box.
PROGRAM = """window.grecaptcha = {
  ready: (then) => then(),
  render: (place, { sitekey }) => {
    const field = document.createElement("textarea");
    field.name = "g-recaptcha-response";
    field.value = "token-for-" + sitekey;
    field.setAttribute("aria-label", "token");
    place.append(field);
  },
};"""


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # Playwright's loop lives in this thread; Django would take its queries for asynchronous ones.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options())
        yield chromium
        chromium.close()


@pytest.fixture
def base(live_server, signup: Signup, settings, monkeypatch: pytest.MonkeyPatch) -> str:
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    settings.ALTCHA_HMAC_KEY = "a" * 40
    settings.HUSTINGS = {
        **settings.HUSTINGS,
        "RECAPTCHA_SITE_KEY": "site-key",
        "RECAPTCHA_SECRET_KEY": "secret-key",
    }
    monkeypatch.setattr(processors, "_services", {})
    captchas.connect()
    host, port = live_server.url.removeprefix("http://").split(":")
    Site.objects.update(hostname=host, port=port)
    cache.clear()
    services.declare_processor(
        site=signup.campaign.site, key="recaptcha", name="Google", country="Ireland",
        is_outside_eu=True, purpose="Checks forms.", safeguard="DPF",
    )  # fmt: skip
    return str(live_server.url)


def choose(signup: Signup, captcha: str) -> None:
    services.set_guard(
        site=signup.campaign.site,
        form_limit=0,
        paused={},
        message={},
        captcha_of={"updates.campaign": captcha},
    )


def visit(browser: Browser, base: str, url: str, *, scripts: bool = True) -> tuple[Page, list[str]]:
    """The page, and the addresses of other hosts it asked for; nothing leaves the machine."""
    page = browser.new_context(java_script_enabled=scripts).new_page()
    outside: list[str] = []

    def caught(route: Route) -> None:
        address = route.request.url
        if address.startswith((base, "data:")):
            route.continue_()
            return
        outside.append(address)
        if address.startswith(captchas.SCRIPT):
            route.fulfill(body=PROGRAM, content_type="text/javascript")
        else:
            route.abort()

    page.route("**/*", caught)
    page.goto(base + url)
    return page, outside


def send(page: Page, email: str) -> None:
    page.fill("main [name=email]", email)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/almost-there/**")


def held(email: str) -> str:
    return Submission.objects.get(supporter__email=email).held_reason


def test_g4_nothing_goes_to_google_before_the_click_and_no_click_is_needed(
    base: str, browser: Browser, signup: Signup
) -> None:
    choose(signup, "recaptcha")
    url = signup.en.get_url()
    page, outside = visit(browser, base, url)
    violations: list[str] = []
    page.on("console", lambda said: violations.append(said.text) if said.type == "error" else None)
    page.fill("main [name=email]", "clicks@example.org")
    assert outside == []
    assert not Axe().run(page).response["violations"]
    assert outside == []
    page.click("main button:has-text('Let Google check')")
    page.wait_for_selector("[name=g-recaptcha-response]")
    assert len(outside) == 1 and outside[0].startswith(captchas.SCRIPT)
    assert violations == []
    send(page, "clicks@example.org")
    assert held("clicks@example.org") == "captcha_waits"
    assert CaptchaCheck.objects.get().token == "token-for-site-key"

    page, outside = visit(browser, base, url)
    send(page, "does-not@example.org")
    assert (held("does-not@example.org"), outside) == ("captcha_none", [])

    page, outside = visit(browser, base, url, scripts=False)
    assert not page.locator("main button:has-text('Let Google check')").is_visible()
    send(page, "no-script@example.org")
    assert (held("no-script@example.org"), outside) == ("captcha_none", [])


def test_the_proof_of_work_is_done_within_the_strict_policy_and_asks_no_other_host(
    base: str, browser: Browser, signup: Signup
) -> None:
    choose(signup, "proof")
    url = signup.fr.get_url()
    page, outside = visit(browser, base, url)
    page.focus("main [name=email]")
    page.wait_for_selector("input[name=altcha]:not([value=''])", state="attached")
    page.locator("input[name=altcha]").evaluate(
        """async (input) => {
          for (let tries = 0; tries < 400 && !input.value; tries++)
            await new Promise((next) => setTimeout(next, 50));
        }"""
    )
    assert page.locator("input[name=altcha]").input_value()
    send(page, "proves@example.org")
    page, more = visit(browser, base, url, scripts=False)
    send(page, "no-script@example.org")
    assert outside + more == []
    assert [held(f"{who}@example.org") for who in ("proves", "no-script")] == ["", ""]
    assert Outbox.objects.filter(kind="confirm").count() == 2
