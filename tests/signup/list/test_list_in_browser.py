"""The screens of this part in a real Chromium: axe, a phone’s width, the whole gesture."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from hustings_signup import duplicates, services
from hustings_signup.models import DuplicatePair, FollowUp, Submission, Tagging, VolunteerPhone
from tests.conftest import PASSWORD
from tests.signup.staff.test_staff_in_browser import browser, log_in, people  # noqa: F401

pytestmark = pytest.mark.browser


@pytest.fixture
def busy(people, join):  # noqa: F811
    """The people of the other screens, one of them twice, with tags, notes, things to do."""
    from django.contrib.auth import get_user_model

    officer = get_user_model().objects.get(username="officer")
    twin = join("lea2@example.org", given_name="Lea", family_name="Martin", postcode="69001")
    for word in ("Market", "Has a van"):
        services.tag(site=people.site, people=[people], name=word, user=officer)
    services.write_note(supporter=people, text="Speaks Polish and German.", author=officer)
    services.ask_follow_up(
        supporter=people, what="Bring leaflets", asked_by=officer, due_on="2026-01-02"
    )
    done = services.ask_follow_up(supporter=people, what="Call back", asked_by=officer)
    services.claim_follow_up(follow_up=done, user=officer)
    duplicates.find_new()
    VolunteerPhone.objects.create(
        supporter=twin,
        submission=Submission.objects.get(supporter=twin),
        number="06 12 34 56 78",
        created_at=twin.created_at,
    )
    return people


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    live_server,
    browser,  # noqa: F811
    busy,
    width,
):
    page = log_in(browser, live_server, width=width)
    for number, url in enumerate(
        [
            f"/admin/people/{busy.pk}/",
            "/admin/people/",
            f"/admin/people/{busy.pk}/notes/{busy.notes.get().pk}/",
            "/admin/follow-ups/",
            "/admin/follow-ups/?show=done",
            "/admin/duplicates/",
            f"/admin/duplicates/{DuplicatePair.objects.get().pk}/",
            "/admin/send-form/",
            "/admin/call-list/",
        ]
    ):
        page.goto(url)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found = Axe().run(page).response["violations"]
        assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in found] == [], url
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, url
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"{width}-{number}.png", full_page=True)


def test_an_organiser_ticks_tags_and_takes_a_follow_up_with_the_mouse_only(
    live_server,
    browser,  # noqa: F811
    busy,
):
    page = log_in(browser, live_server, width=360)
    page.goto("/admin/people/")
    for box in page.locator("input[name=person]").all()[:2]:
        box.check()
    page.fill("#tag-many", "Stall")
    page.click("#hustings-bulk button")
    page.get_by_text("People who wear the tag “Stall” now: 2").wait_for()
    assert Tagging.objects.filter(tag__name="Stall").count() == 2
    page.goto("/admin/follow-ups/?show=unclaimed")
    page.click("button:has-text('I take it')")
    page.wait_for_url("**show=unclaimed")
    assert not FollowUp.objects.filter(claimed_at=None).exists()


def test_a_call_list_is_one_page_to_print(live_server, browser, busy):  # noqa: F811
    page = log_in(browser, live_server, width=360)
    page.goto("/admin/call-list/")
    page.fill("[name=purpose_text]", "Calls for the market stall")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.get_by_role("heading", name="Call list").wait_for()
    assert Axe().run(page).response["violations"] == []
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0
