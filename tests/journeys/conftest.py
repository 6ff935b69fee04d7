"""The whole product as a newcomer starts it, and a browser without JavaScript to walk it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import chromium_or_stop, launch_options

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a password for the journeys"
BUILD_SECONDS = 300


@dataclass
class Demo:
    """A running demonstration."""

    url: str
    process: subprocess.Popen
    var_dir: Path

    def get(self, path: str) -> str:
        """The body of a page as any program gets it."""
        with urllib.request.urlopen(f"{self.url}{path}", timeout=20) as answer:
            return answer.read().decode()

    def mails_to(self, address: str) -> list[dict[str, Any]]:
        """Newest first, as `/mailbox/messages.json` tells them."""
        return [
            m for m in json.loads(self.get("/mailbox/messages.json")) if address in str(m["to"])
        ]

    def mail_to(self, address: str, *, count: int = 1) -> dict[str, Any]:
        """The newest mail to an address once there are `count`; waits for the worker."""
        found = self.until(lambda: len(self.mails_to(address)) >= count and self.mails_to(address))
        return found[0]

    @staticmethod
    def until(condition: Callable[[], Any], seconds: float = 60) -> Any:
        """What `condition` gives once it is true; fails after some seconds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = condition()
            if found:
                return found
            time.sleep(0.3)
        raise AssertionError(f"not true within {seconds} seconds")


def link_in(mail: dict[str, Any], letter: str) -> str:
    """The address of one kind of personal link (c, u, n, r ...)."""
    return re.search(rf"https?://\S+/{letter}/[\w-]+/", mail["text"])[0]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`python manage.py demo` from an empty folder, on a port of its own."""
    chromium_or_stop()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    unwanted = {"DJANGO_SETTINGS_MODULE", "HUSTINGS_ENV", "DATABASE_URL", "SECRET_KEY"}
    settings_of_tests = {n for n in os.environ if n.startswith(("HUSTINGS_", "EMAIL_"))}
    names = {"ALLOWED_HOSTS", "BASE_URL", "MEDIA_ROOT", "DEFAULT_FROM_EMAIL", "TRUSTED_PROXIES"}
    kept = {k: v for k, v in os.environ.items() if k not in unwanted | settings_of_tests | names}
    var_dir = tmp_path_factory.mktemp("demo")
    environment = {
        **kept,
        "HUSTINGS_VAR_DIR": str(var_dir),
        "PORT": str(port),
        "DEMO_ADMIN_PASSWORD": PASSWORD,
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    started = Demo(f"http://127.0.0.1:{port}", process, var_dir)
    lines: list[str] = []
    try:
        for line in process.stdout:  # ends when the demonstration stops
            lines.append(line)
            if "/mailbox/" in line:
                break
        assert process.poll() is None, "".join(lines)[-4000:]
        yield started
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Started and stopped per module: Django refuses its database while Playwright's loop runs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser, demo: Demo) -> Iterator[Page]:
    """A phone without JavaScript; fails if another host is asked or a cookie is set."""
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, base_url=demo.url
    )
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    assert [u for u in asked if not u.startswith((demo.url, "data:"))] == []
    assert context.cookies() == []
    context.close()


@pytest.fixture
def editor(chromium: Browser, demo: Demo) -> Iterator[Page]:
    """A member of staff at a desk, logged in."""
    context: BrowserContext = chromium.new_context(
        viewport={"width": 1280, "height": 900}, base_url=demo.url, accept_downloads=True
    )
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    yield page
    context.close()
