"""The staff screens in a real Chromium: readable by all, on a phone, under the content policy."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Browser, Page, sync_playwright
from wagtail.models import Site

from hustings_signup.models import ExportRecord, Outbox, Submission
from tests.browser.chromium import launch_options
from tests.conftest import PASSWORD
from tests.signup.staff.conftest import EVERYTHING, make_user

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


@pytest.fixture
def people(live_server, browser, signup, join):
    """A handful of people in every state, and mails and submissions that need somebody."""
    host, port = live_server.url.removeprefix("http://").split(":")
    Site.objects.update(hostname=host, port=port)
    cache.clear()
    lea = join(given_name="Léa", family_name="Martin", postcode="69001", town="Lyon")
    join("tom@example.org", given_name="Tom", ticked=["updates.beyond"])
    join("waiting@example.org", confirm=False)
    Outbox.objects.update(state="dead", failure="no_such_mailbox")
    held = join("held@example.org", given_name="Held", confirm=False)
    Submission.objects.filter(supporter=held).update(held_reason="network")
    make_user("officer", sites=[signup.campaign.site], permissions=EVERYTHING)
    return lea


def log_in(browser, live_server, *, width=1280, scheme="light") -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, base_url=live_server.url
    )
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("[name=username]", "officer")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    return page


def screens(supporter) -> list[str]:
    return [
        "/admin/",
        "/admin/people/",
        "/admin/people/?state=withdrawn",
        f"/admin/people/{supporter.pk}/",
        f"/admin/people/{supporter.pk}/withdraw/",
        f"/admin/people/{supporter.pk}/erase/",
        "/admin/people/export/",
        "/admin/people-exports/",
        "/admin/mails/",
        "/admin/held-submissions/",
        "/admin/notice-versions/",
        "/admin/people-imports/upload/",
        "/admin/data-requests/add/",
    ]


#: Buttons whose sign is larger than they are: it covers their words.
COVERED = """
    [...document.querySelectorAll("button, .button")]
        .filter(button => [...button.querySelectorAll("svg")].some(sign =>
            sign.getBoundingClientRect().height > button.getBoundingClientRect().height))
        .map(button => button.textContent.trim())
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_leaves_the_machine(
    live_server, browser, people, width, scheme
):
    page = log_in(browser, live_server, width=width, scheme=scheme)
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    for url in screens(people):
        page.goto(url)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found = Axe().run(page).response["violations"]
        assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in found] == [], url
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, url
        assert page.evaluate(COVERED) == [], url
    assert complaints == []
    assert [url for url in asked if not url.startswith((live_server.url, "data:", "blob:"))] == []


def test_on_a_phone_a_row_is_a_card_that_names_its_cells(live_server, browser, people):
    page = log_in(browser, live_server, width=360)
    page.goto("/admin/people/")
    cell = page.locator("td[data-label='E-mail']").first
    heading = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert heading == '"E-mail"'
    box = cell.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 360


def test_find_a_person_read_their_words_and_export_them(
    live_server, browser, people, signup, tmp_path: Path
):
    page = log_in(browser, live_server)
    page.goto("/admin/people/")
    page.fill("[name=q]", "léa")
    page.wait_for_url("**q=l*")
    page.get_by_role("heading", name="1 person").wait_for()
    page.click("text=Léa Martin")
    assert signup.notice_fr.act_label in page.inner_text("#consents-content, #consents")
    assert "✓ matches" in page.content()

    page.go_back()
    page.click("a:has-text('Export') >> visible=true")
    assert "1 person" in page.inner_text("main")
    page.check("[name=format][value=csv]")
    page.fill("[name=purpose_text]", "A call to thank Léa, today")
    page.fill("[name=password]", PASSWORD)
    with page.expect_download() as download:
        page.click("main form button[type=submit]")
    target = tmp_path / "people.csv"
    download.value.save_as(target)
    (row,) = csv.DictReader(io.StringIO(target.read_text(encoding="utf-8-sig")))
    assert (row["First name"], row["E-mail"]) == ("Léa", "lea@example.org")
    assert ExportRecord.objects.get().rows == 1


def test_a_dead_mail_is_tried_again_with_one_press(live_server, browser, people):
    page = log_in(browser, live_server)
    page.goto("/admin/mails/?state=dead")
    before = Outbox.objects.filter(state="dead").count()
    page.locator("form[action$='/retry/'] button").first.click()
    page.get_by_text("will be tried again").wait_for()
    assert Outbox.objects.filter(state="dead").count() == before - 1
