"""What staff do after a person's yes: find it, read its proof, take it along."""

import csv
import io
import re

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PASSWORD, Demo, link_in

pytestmark = pytest.mark.browser

ADDRESS = "shown-to-staff@example.org"


def test_staff_find_a_person_with_words_date_page_and_proof_and_export_the_list(
    visitor: Page, editor: Page, demo: Demo
) -> None:
    visitor.goto("/fr/petitions/bus-de-nuit/")
    visitor.fill("#sign [name=given_name]", "=Noé")
    visitor.fill("#sign [name=family_name]", "Témoin")
    visitor.fill("#sign [name=email]", ADDRESS)
    visitor.fill("#sign [name=postcode]", "59000")
    visitor.check("#sign input[type=checkbox]")
    words = visitor.locator("#sign label[for^=id_purpose]").first.inner_text()
    visitor.click("#sign button[type=submit]")
    visitor.goto(link_in(demo.mail_to(ADDRESS), "c"))
    visitor.click("main form button[type=submit] >> nth=0")

    editor.goto(f"/admin/people/?q={ADDRESS}")
    editor.get_by_role("link", name=re.compile("Noé")).first.click()
    person = editor.locator("main").inner_text()
    assert words.split("\n")[0] in person
    assert "/fr/petitions/bus-de-nuit/" in person
    assert re.search(r"[0-9a-f]{64}", editor.content())

    editor.goto(f"/admin/people/?q={ADDRESS}")
    editor.get_by_role("link", name=re.compile("Export", re.IGNORECASE)).first.click()
    editor.fill("[name=reason], [name=purpose_text], [name=purpose]", "Test of the export")
    editor.fill("[type=password]", PASSWORD)
    editor.check("input[value=csv]")
    with editor.expect_download() as started:
        editor.locator("form button[type=submit]").last.click()
    text = started.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2
    assert ADDRESS in rows[1]
    assert not any(cell.startswith("=") for cell in rows[1])
