"""Staff and sites as for the other screens, and one service the code would know."""

import pytest

from hustings_signup import processors
from hustings_signup.processors import Service
from tests.signup.staff.conftest import editor, join, officer, organiser, other

__all__ = ["editor", "join", "officer", "organiser", "other"]

POST_OFFICE = Service(
    key="post-office",
    name="Posthaste",
    country="Iceland",
    purpose="Carries our mails.",
    is_outside_eu=True,
    safeguard="Adequacy by the EEA agreement",
)


@pytest.fixture
def service(monkeypatch):
    """A service of some plugin, forgotten afterwards."""
    monkeypatch.setattr(processors, "_services", {POST_OFFICE.key: POST_OFFICE})
    return POST_OFFICE
