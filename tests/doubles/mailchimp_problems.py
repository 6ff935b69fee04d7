"""The error answers of Mailchimp, word for word."""

from __future__ import annotations

import uuid
from typing import Any


class Problem(Exception):
    """An error answer: title, status and detail as Mailchimp words them."""

    def __init__(self, status: int, title: str, detail: str = "", **more: Any) -> None:
        super().__init__(title)
        self.status = status
        self.body = {
            "type": "https://mailchimp.com/developer/marketing/docs/errors/",
            "title": title,
            "status": status,
            "detail": detail,
            "instance": str(uuid.uuid4()),
            **more,
        }


def not_found() -> Problem:
    return Problem(404, "Resource Not Found", "The requested resource could not be found.")


def in_compliance(email: str) -> Problem:
    return Problem(
        400,
        "Member In Compliance State",
        f"{email} is in a compliance state due to unsubscribe, bounce, or compliance review "
        "and cannot be subscribed.",
    )


def forgotten(email: str) -> Problem:
    return Problem(
        400,
        "Forgotten Email Not Subscribed",
        f"{email} was permanently deleted and cannot be re-imported. The contact must "
        "re-subscribe to get back on the list.",
    )


def invalid(detail: str, **more: Any) -> Problem:
    return Problem(400, "Invalid Resource", detail, **more)
