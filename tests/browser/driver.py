"""One Chromium for the whole run, driven from a thread of its own.

Playwright's loop in the main thread would change the context in which Django keeps its database
connections; in its own thread it does not matter which tests ran before.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import launch_options

T = TypeVar("T")


class Driver:
    """Runs functions that take the browser; their exceptions come back to the test."""

    def __init__(self) -> None:
        options = launch_options()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="browser")
        self._browser = self._thread.submit(self._start, options).result()

    def _start(self, options: dict) -> Browser:
        self._playwright = sync_playwright().start()
        return self._playwright.chromium.launch(**options)

    def run(self, act: Callable[[Browser], T]) -> T:
        """What `act(browser)` returns."""
        return self._thread.submit(act, self._browser).result()

    def stop(self) -> None:
        """Close the browser and its thread."""
        self.run(lambda browser: browser.close())
        self._thread.submit(self._playwright.stop).result()
        self._thread.shutdown()
