"""The server mails go out by."""

from tests.signup.outbox.conftest import mailroom

__all__ = ["mailroom"]
