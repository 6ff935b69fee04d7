"""A browser, a running server and a site with one page of every type."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.driver import Driver
from tests.browser.full_site import FullSite, make_full_site


@pytest.fixture(scope="session")
def driver() -> Iterator[Driver]:
    """The one browser; without a Chromium the test is skipped, or fails if one is required."""
    started = Driver()
    yield started
    started.stop()


@pytest.fixture
def full_site(transactional_db: None) -> FullSite:
    """Committed, so that the server's threads see it."""
    return make_full_site()


@pytest.fixture
def base(live_server: Any) -> str:
    """The address of the running server."""
    return str(live_server.url)
