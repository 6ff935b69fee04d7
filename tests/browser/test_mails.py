"""Mails as a mailbox shows them: sound at two widths, in light and in dark."""

import pytest
from playwright.sync_api import Browser
from wagtail.models import Page

from hustings_blog.models import BlogPage
from hustings_mailings.composing import compose
from hustings_mailings.models import NewsletterPage
from hustings_mailings.previewing import filled
from tests.browser.audit import faults_of
from tests.browser.driver import Driver
from tests.browser.full_site import FullSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def mail_of(page: Page, site: FullSite) -> str:
    """The HTML part, its gaps filled."""
    composed = compose(page, site=site.campaign.site, web_url=page.full_url)
    return filled(composed.html, composed.text, locale="fr", base="http://localhost")[0]


def test_a_post_and_a_letter_are_sound_in_a_mailbox(driver: Driver, full_site: FullSite):
    post, letter = BlogPage.objects.first(), NewsletterPage.objects.get()
    mails = {"post": mail_of(post, full_site), "letter": mail_of(letter, full_site)}

    def faults(browser: Browser) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for scheme in ("light", "dark"):
            for width in (360, 800):
                context = browser.new_context(
                    viewport={"width": width, "height": 740}, color_scheme=scheme
                )
                page = context.new_page()
                asked: list[str] = []
                page.on("request", lambda request, asked=asked: asked.append(request.url))
                for name, html in mails.items():
                    page.set_content(html)
                    found[f"{name} {width} {scheme}"] = faults_of(page) + asked
                context.close()
        return {name: faults for name, faults in found.items() if faults}

    assert driver.run(faults) == {}
