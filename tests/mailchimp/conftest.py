"""A Mailchimp of our own on loopback, and a client that speaks to it."""

from collections.abc import Iterator

import pytest

from hustings_mailchimp import api
from tests.doubles.mailchimp import KEY, MailchimpServer
from tests.doubles.mailchimp_lists import Audience


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailchimpServer]:
    """The double; the client's address points to it."""
    with MailchimpServer() as running:
        monkeypatch.setattr(api, "HOST", running.url)
        yield running


@pytest.fixture
def audience(server: MailchimpServer) -> Audience:
    """One empty list."""
    return server.audience()


@pytest.fixture
def client(server: MailchimpServer) -> api.Api:
    """With the right key."""
    return api.Api(KEY)
