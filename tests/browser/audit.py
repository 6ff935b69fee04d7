"""What every page must be, whatever is on it: `audit(browser, base, paths, width, scheme)`."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

#: Links inside a sentence may be smaller (WCAG 2.2, 2.5.8, "inline"), a card is pressed anywhere.
EXEMPT = (
    ".hp, .skip, .rich, .body p, .sources, li li, p:not(.cluster, .more-ways),"
    " .card :is(h2, h3), .agenda__item :is(h2, h3)"
)
SMALL_TARGETS = """(exempt) => [...document.querySelectorAll(
    "a[href], button, summary, select, input:not([type=hidden]), textarea"
  )].filter((it) => {
    if (it.closest(exempt)) return false;
    const box = (it.matches("[type=checkbox], [type=radio]") ? it.closest(".check") : it)
      .getBoundingClientRect();
    return it.checkVisibility() && box.width && (box.height < 43.5 || box.width < 24);
  }).map((it) => it.outerHTML.slice(0, 120))"""


def audit(
    browser: Browser, base: str, paths: dict[str, str], *, width: int, scheme: str
) -> dict[str, list[str]]:
    """Faults by page name; empty when every page is sound.

    axe finds nothing; no request leaves for another host; nothing is refused by the content
    policy; no cookie is set; nothing scrolls sideways; targets are 44 px high.
    """
    faults: dict[str, list[str]] = {}
    for name, path in paths.items():
        context = browser.new_context(
            viewport={"width": width, "height": 740}, color_scheme=scheme, locale="fr-FR"
        )
        found: list[str] = []
        page = context.new_page()
        page.on("request", lambda request, found=found: _outside(request.url, base, found))
        page.on("console", lambda message, found=found: _refused(message, found))
        answer = page.goto(base + path)
        if answer is None or answer.status >= 500:
            found.append(f"answered {answer and answer.status}")
        found += faults_of(page)
        found += [f"cookie {cookie['name']}" for cookie in context.cookies()]
        context.close()
        if found:
            faults[f"{name} ({path})"] = found
    return faults


def faults_of(page: Page) -> list[str]:
    """The faults of the page as it stands."""
    width = page.viewport_size["width"]
    found = [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary']}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]
    scroll = page.evaluate("document.documentElement.scrollWidth")
    if scroll > width:
        found.append(f"{scroll} px wide on {width}")
    if width < 500:
        found += [f"small target {target}" for target in page.evaluate(SMALL_TARGETS, EXEMPT)]
    return found


def _outside(url: str, base: str, found: list[str]) -> None:
    if url.startswith(("http:", "https:")) and urlsplit(url).netloc != urlsplit(base).netloc:
        found.append(f"asked {url}")


def _refused(message: object, found: list[str]) -> None:
    if "Content Security Policy" in message.text:
        found.append(message.text)
