"""Staff make a passkey and log in with it: a real Chromium, with an authenticator that is software.

WebAuthn (W3C, level 2, section 11) lets whoever drives a browser plug one in; all else is real.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.browser.audit import faults_of
from tests.conftest import PASSWORD, make_campaign

pytestmark = pytest.mark.browser

LOGIN = "/admin/login/"
SETUP = "/admin/account/second-factor/"
#: A laptop with a fingerprint reader, and a plain key on a cord, as the browser sees them.
LAPTOP = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PLAIN_KEY = {"protocol": "u2f", "transport": "usb", "automaticPresenceSimulation": True}


@dataclass
class Visit:
    """A browser at the door, and what went wrong in it."""

    page: Page
    base: str
    wrong: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def open(self, path: str) -> None:
        """Go to an address of the site."""
        self.page.goto(self.base + path)

    def arrive(self, path: str) -> None:
        """Wait until the address is this one."""
        self.page.wait_for_url(self.base + path)

    def log_in(self) -> None:
        """With name and password."""
        self.page.fill("[name=username]", "staff")
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("form:has([name=password]) button[type=submit]")

    def log_out(self) -> None:
        """By the button of the account pages."""
        self.open(SETUP)
        self.page.click("form[action$='/logout/'] button")
        self.arrive(LOGIN)

    def add_passkey(self, *, alone: bool = True) -> None:
        """From the page of second factors; leaves the browser where the answer led."""
        self.arrive(SETUP)
        self.page.click("a[href$='/passkeys/add/']")
        self.page.set_checked("[name=passwordless]", alone)
        self.page.click("#mfa_webauthn_add")


@contextmanager
def visiting(
    browser: Browser, base: str, authenticator: dict, locale: str = "fr-FR"
) -> Iterator[Visit]:
    """A visit with this authenticator plugged in; afterwards nothing went wrong."""
    context = browser.new_context(locale=locale)
    page = context.new_page()
    visit = Visit(page, base)
    page.on("console", lambda said: said.type == "error" and visit.wrong.append(said.text))
    page.on("pageerror", lambda error: visit.wrong.append(str(error)))
    page.on("request", lambda request: visit.hosts.add(urlsplit(request.url).netloc))
    plug_in(context.new_cdp_session(page), authenticator)
    yield visit
    context.close()
    assert visit.wrong == []
    assert visit.hosts == {urlsplit(base).netloc}


def plug_in(session: CDPSession, authenticator: dict) -> None:
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})


@pytest.fixture
def door(transactional_db, settings, staff, base) -> str:
    """The address of a site whose staff need a second factor."""
    settings.HUSTINGS = {**settings.HUSTINGS, "SECOND_FACTOR_REQUIRED": True}
    make_campaign()
    return base


@pytest.mark.parametrize(
    ("locale", "button", "added"),
    [
        ("fr-FR", "Se connecter avec une clé d’accès", "La clé d’accès est ajoutée."),
        ("en-GB", "Log in with a passkey", "The passkey is added."),
    ],
)
def test_r17_a_passkey_is_made_and_opens_the_door_alone(driver, door, locale, button, added):
    def used(browser: Browser) -> None:
        with visiting(browser, door, LAPTOP, locale) as visit:
            page = visit.page
            visit.open(LOGIN)
            visit.log_in()
            visit.add_passkey()
            visit.arrive(f"{SETUP}codes/")
            assert added in page.inner_text("main")
            visit.log_out()
            visit.open("/admin/people/")
            visit.arrive(f"{LOGIN}?next=/admin/people/")
            page.get_by_role("button", name=button).click()
            visit.arrive("/admin/people/")

    driver.run(used)


def test_a_key_without_a_pin_is_the_second_factor_after_the_password(driver, door):
    def used(browser: Browser) -> None:
        with visiting(browser, door, PLAIN_KEY) as visit:
            visit.open(LOGIN)
            visit.log_in()
            visit.add_passkey(alone=False)
            visit.arrive(f"{SETUP}codes/")
            visit.log_out()
            visit.log_in()
            visit.arrive("/admin/login/second-factor/")
            assert faults_of(visit.page) == []
            visit.page.click("#mfa_webauthn_authenticate")
            visit.arrive("/admin/")

    driver.run(used)


def test_a_passkey_is_shown_again_before_people_are_given_away(driver, door):
    def used(browser: Browser) -> None:
        with visiting(browser, door, LAPTOP) as visit:
            visit.open(LOGIN)
            visit.log_in()
            visit.add_passkey()
            visit.arrive(f"{SETUP}codes/")
            visit.open(f"{SETUP}passkeys/confirm/?next=/admin/people/export/")
            visit.page.click("#mfa_webauthn_reauthenticate")
            visit.arrive("/admin/people/export/")

    driver.run(used)


def test_passkeys_are_listed_renamed_and_removed(driver, door):
    def used(browser: Browser) -> None:
        with visiting(browser, door, LAPTOP) as visit:
            page = visit.page
            visit.open(LOGIN)
            visit.log_in()
            visit.add_passkey()
            visit.arrive(f"{SETUP}codes/")
            visit.open(f"{SETUP}passkeys/")
            assert faults_of(page) == []
            page.get_by_role("link", name="Renommer").click()
            page.fill("[name=name]", "Mon téléphone")
            page.click("main form button.btn--primary")
            visit.arrive(f"{SETUP}passkeys/")
            assert page.locator("h2", has_text="Mon téléphone").count() == 1
            assert "sans le mot de passe" in page.inner_text("main")
            page.get_by_role("link", name="Retirer").click()
            page.click("main form button.btn--primary")
            visit.arrive(f"{SETUP}passkeys/")
            assert "Mon téléphone" not in page.inner_text("main")

    driver.run(used)


def refusal(driver, base: str, meet: Callable[[Visit], None]) -> str:
    """What the page says once `meet` has made the browser refuse."""

    def refused(browser: Browser) -> str:
        with visiting(browser, base, LAPTOP) as visit:
            visit.open(LOGIN)
            meet(visit)
            alert = visit.page.get_by_role("alert")
            alert.wait_for()
            assert faults_of(visit.page) == []
            return alert.inner_text()

    return driver.run(refused)


def test_who_has_no_passkey_is_told_so_at_the_door(driver, door):
    said = refusal(driver, door, lambda visit: visit.page.click("#passkey_login"))
    assert "Aucune clé d’accès" in said


def test_an_address_without_a_name_has_no_passkeys_and_says_so(driver, door):
    numeric = door.replace("localhost", "127.0.0.1")
    said = refusal(driver, numeric, lambda visit: visit.page.click("#passkey_login"))
    assert "localhost" in said


def test_the_same_device_is_not_added_twice_and_the_page_says_so(driver, door):
    def meet(visit: Visit) -> None:
        visit.log_in()
        visit.add_passkey()
        visit.arrive(f"{SETUP}codes/")
        visit.open(f"{SETUP}passkeys/add/")
        visit.page.click("#mfa_webauthn_add")

    assert "a déjà une clé d’accès" in refusal(driver, door, meet)
