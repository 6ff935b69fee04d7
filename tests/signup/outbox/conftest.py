"""A mail that waits, and the server it goes to."""

from collections.abc import Iterator

import pytest

from hustings_signup.models import Outbox
from tests.doubles.smtp import SmtpServer
from tests.signup.conftest import Signup


@pytest.fixture
def mailroom(settings) -> Iterator[SmtpServer]:
    """A real SMTP server; the product's own backend talks to it."""
    with SmtpServer() as server:
        server.use(settings, timeout=1)
        yield server


@pytest.fixture
def row(signup: Signup) -> Outbox:
    """Somebody's first mail."""
    signup.submit()
    return Outbox.objects.get()
