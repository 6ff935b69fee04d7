"""What staff do after people's yes: find them, read the proof, take them along."""

import csv
import io
import re

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PASSWORD, Demo, link_in
from tests.journeys.walking import SITES, Site, event_with_places, fill, press, send

pytestmark = pytest.mark.browser

HOST = "shown-to-staff.example"


def ask(visitor: Page, demo: Demo, form: str, *, who: str, **values: str) -> str:
    """Fill in the form of the open page, boxes ticked, and confirm; the words of the first box."""
    fill(visitor, form, email=f"{who}@{HOST}", **values)
    words = ""
    for box in visitor.locator(f"{form} input[type=checkbox]").all():
        words = words or visitor.locator(f"label[for={box.get_attribute('id')}]").inner_text()
        box.check()
    send(visitor, form)
    press(visitor, link_in(demo.mail_to(f"{who}@{HOST}"), "c"))
    return words.split("\n")[0]


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.code)
def test_staff_find_three_people_with_words_date_page_and_proof_and_export_them(
    visitor: Page, editor: Page, demo: Demo, site: Site
) -> None:
    named = {"family_name": "Témoin", "postcode": "59000"}
    came_by, words = {}, {}
    for who, form, path, values in (
        (f"news-{site.code}", "main form.form", site.join, {}),
        (f"sign-{site.code}", "#sign form", site.petition, {"given_name": "=Noé", **named}),
        (f"come-{site.code}", "#register form", "", {"given_name": "Léa", **named}),
    ):
        came_by[who] = path or event_with_places(visitor, site)
        visitor.goto(came_by[who])
        words[who] = ask(visitor, demo, form, who=who, **values)
    assert words[f"sign-{site.code}"]

    for who, path in came_by.items():
        editor.goto(f"/admin/people/?q={who}@{HOST}")
        editor.locator("main table tbody a[href*='/admin/people/']").first.click()
        person = editor.locator("main").inner_text()
        assert f"{who}@{HOST}" in person
        assert words[who] in person
        assert path in person
        assert re.search(r"[0-9a-f]{64}", editor.content())
        assert editor.locator("main time, main td").count() > 0

    editor.goto(f"/admin/people/?q={HOST}")
    editor.get_by_role("link", name=re.compile("Export", re.IGNORECASE)).first.click()
    editor.fill("[name=reason], [name=purpose_text], [name=purpose]", "Test of the export")
    editor.fill("[type=password]", PASSWORD)
    editor.check("input[value=csv]")
    with editor.expect_download() as started:
        editor.locator("form button[type=submit]").last.click()
    text = started.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))[1:]
    exported = {cell for row in rows for cell in row if cell.endswith(f"-{site.code}@{HOST}")}
    assert exported == {f"{who}@{HOST}" for who in came_by}
    assert not any(cell.startswith("=") for row in rows for cell in row)
