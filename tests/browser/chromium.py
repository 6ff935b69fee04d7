"""Finds the machine's Chromium; without one browser tests are skipped, loudly, or fail."""

import os
import shutil
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these a headless Chromium asks hosts of its own for updates and the like.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """CHROMIUM, or the first of the usual names on the PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


def chromium_or_stop() -> str:
    """Its path; skips the test when there is none, or fails it under REQUIRE_BROWSER=1."""
    path = chromium_path()
    if path is None:
        message = "No Chromium on this machine: the browser tests did NOT run."
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return path


def launch_options() -> dict[str, Any]:
    """Arguments of Playwright's `chromium.launch`."""
    return {"executable_path": chromium_or_stop(), "args": QUIET}
