"""Every page type, at two widths, in light and in dark."""

import pytest
from playwright.sync_api import Browser

from tests.browser.audit import audit, faults_of
from tests.browser.driver import Driver
from tests.browser.full_site import FullSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_type_is_sound(driver: Driver, base: str, full_site: FullSite, width, scheme):
    faults = driver.run(
        lambda browser: audit(browser, base, full_site.paths, width=width, scheme=scheme)
    )
    assert faults == {}


def test_nothing_scrolls_sideways_on_the_smallest_screen(driver, base, full_site):
    def widths(browser: Browser) -> dict[str, int]:
        page = browser.new_page(viewport={"width": 320, "height": 640})
        found = {}
        for name, path in full_site.paths.items():
            page.goto(base + path)
            found[name] = page.evaluate("document.documentElement.scrollWidth")
        page.close()
        return {name: width for name, width in found.items() if width > 320}

    assert driver.run(widths) == {}


def test_the_form_is_near_the_top_on_a_phone(driver, base, full_site):
    def tops(browser: Browser) -> dict[str, float]:
        page = browser.new_page(viewport={"width": 360, "height": 740})
        found = {}
        for name in ("petition", "event", "signup"):
            page.goto(base + full_site.paths[name])
            found[name] = page.locator("main form").first.bounding_box()["y"]
        page.close()
        return found

    found = driver.run(tops)
    assert all(top <= 900 for top in found.values()), found


@pytest.mark.parametrize("scripts", [True, False])
def test_a_refused_form_puts_the_reader_at_the_linked_errors(driver, base, full_site, scripts):
    def refused(browser: Browser) -> tuple[str, bool, list[str], str]:
        context = browser.new_context(
            java_script_enabled=scripts, viewport={"width": 360, "height": 740}
        )
        page = context.new_page()
        page.goto(base + full_site.paths["petition"])
        page.fill("#id_given_name", "Camille")
        page.fill("#id_email", "camille@")
        page.click("main form button[type=submit]")
        page.wait_for_selector("#errors")
        focused = page.locator("#errors:focus").count() == 1
        faults = faults_of(page) if scripts else []
        page.click("#errors a[href='#id_email']")
        typed = page.locator("#id_email").input_value()
        title = page.title()
        context.close()
        return title, focused, faults, typed

    title, focused, faults, typed = driver.run(refused)
    assert title.startswith(("Erreur", "Error"))
    assert focused
    assert faults == []
    assert typed == "camille@"


def test_the_menu_opens_with_the_keyboard_and_without_scripts(driver, base, full_site):
    def opened(browser: Browser) -> bool:
        context = browser.new_context(
            java_script_enabled=False, viewport={"width": 360, "height": 740}
        )
        page = context.new_page()
        page.goto(base + "/fr/")
        page.locator(".menu summary").focus()
        page.keyboard.press("Enter")
        shown = page.locator(".menu nav a").first.is_visible()
        context.close()
        return shown

    assert driver.run(opened)


def test_a_video_is_asked_for_only_after_a_press(driver, base, full_site):
    def watched(browser: Browser) -> tuple[list[str], list[str], str]:
        context = browser.new_context()
        asked: list[str] = []
        context.route(
            "**://player.vimeo.com/**",
            lambda route: (asked.append(route.request.url), route.abort()),
        )
        page = context.new_page()
        page.goto(base + full_site.paths["post"])
        page.wait_for_load_state("networkidle")
        before = list(asked)
        page.click(".video a")
        title = page.locator(".video iframe").get_attribute("title")
        page.wait_for_timeout(300)
        context.close()
        return before, asked, title

    before, after, title = driver.run(watched)
    assert before == []
    assert after == ["https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"]
    assert title == "Le bus"


def test_a_form_is_sent_once_however_often_its_button_is_pressed(driver, base, full_site):
    def sent(browser: Browser) -> int:
        page = browser.new_page()
        posts: list[str] = []
        page.on("request", lambda request: request.method == "POST" and posts.append(request.url))
        page.goto(base + full_site.paths["petition"])
        page.evaluate(
            """() => {
                const press = document.querySelector("main form button[type=submit]");
                press.click(); press.click(); press.click();
            }"""
        )
        page.wait_for_selector("#errors")
        page.close()
        return len(posts)

    assert driver.run(sent) == 1


def test_the_sticky_action_leaves_while_the_form_is_in_view(driver, base, full_site):
    def shown(browser: Browser) -> None:
        page = browser.new_page(viewport={"width": 360, "height": 320}, reduced_motion="reduce")
        page.goto(base + full_site.paths["petition"])
        page.locator("#sign").scroll_into_view_if_needed()
        page.wait_for_selector(".sticky-action", state="hidden")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_selector(".sticky-action", state="visible")
        page.close()

    driver.run(shown)


def test_paper_shows_the_words_and_no_furniture(driver, base, full_site):
    def printed(browser: Browser) -> dict[str, bool]:
        page = browser.new_page()
        page.goto(base + full_site.paths["issue"])
        page.emulate_media(media="print")
        seen = {
            selector: page.locator(selector).first.is_visible()
            for selector in ("h1", ".measure", ".sources", ".masthead nav", ".share", ".band")
        }
        page.close()
        return seen

    seen = driver.run(printed)
    assert seen == {
        "h1": True,
        ".measure": True,
        ".sources": True,
        ".masthead nav": False,
        ".share": False,
        ".band": False,
    }


@pytest.mark.parametrize("width", [360, 1280])
def test_every_block_and_form_state_of_the_style_guide_is_sound(
    driver, base, full_site, staff, client, width
):
    client.force_login(staff)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}

    def faults(browser: Browser) -> dict[str, list[str]]:
        found = {}
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": 740}, color_scheme=scheme, locale="fr-FR"
            )
            context.add_cookies([session])
            page = context.new_page()
            page.goto(base + "/styleguide/")
            assert page.locator("#errors").count() == 1
            found[scheme] = faults_of(page)
            context.close()
        return found

    assert driver.run(faults) == {"light": [], "dark": []}
