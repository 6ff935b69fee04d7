"""The thank-you page that offers a further act, and the page after its press."""

import os
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from hustings_petitions.models import PetitionPage
from hustings_signup.views.links import thanks_url
from tests.browser.audit import audit, faults_of
from tests.browser.driver import Driver
from tests.browser.full_site import FullSite
from tests.petitions.conftest import make_petition, sign_and_confirm

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class Thanks:
    """Where somebody who has just signed stands."""

    path: str


@pytest.fixture
def thanks(full_site: FullSite) -> Thanks:
    """A petition was confirmed; a second petition and an event are open."""
    signed = PetitionPage.objects.get(slug="bus", locale__language_code="fr")
    make_petition(
        signed.get_parent().specific, slug="abri", title="Un abri", ask="Un abri au port."
    )
    return Thanks(thanks_url(sign_and_confirm(signed)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_r3_the_pages_of_a_further_act_are_sound(
    driver: Driver, base: str, thanks: Thanks, width: int, scheme: str
) -> None:
    def faults(browser: Browser) -> dict[str, list[str]]:
        found = audit(browser, base, {"thanks": thanks.path}, width=width, scheme=scheme)
        page = browser.new_page(viewport={"width": width, "height": 740}, color_scheme=scheme)
        page.goto(base + thanks.path)
        assert page.locator('form[action="/g/"]').count() == 2
        picture(page, f"thanks-{width}-{scheme}")
        page.click('form[action="/g/"] button >> nth=0')
        assert "/g/" in page.url
        picture(page, f"pressed-{width}-{scheme}")
        found |= {"pressed": faults_of(page)} if faults_of(page) else {}
        page.close()
        return found

    assert driver.run(faults) == {}


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
