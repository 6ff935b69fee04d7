"""What is said to Mailchimp about one person or five hundred: calls only, no database, so that
several may be under way at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from hustings_mailchimp import api
from hustings_mailchimp.api import Api, ApiFailure, Json
from hustings_mailchimp.wishes import Wish
from hustings_signup.failures import Failure, Kind


class Result(StrEnum):
    """What became of one row."""

    SUBSCRIBED = "subscribed"
    ENDED = "ended"
    ERASED = "erased"
    ARCHIVED = "archived"
    ASKED = "asked"
    #: Needs a call of its own, with the wish read anew.
    ALONE = "alone"
    #: Mailchimp holds a word of theirs against it: `there` says which and when.
    AGAINST = "against"
    LOOKED_UP = "looked_up"
    FAILED = "failed"


@dataclass(frozen=True)
class Errand:
    """One row and what should be so there; without a wish, `email` is only how to find it."""

    pk: int
    seen: int
    email: str
    contact_id: str = ""
    wish: Wish | None = None
    #: Its address changed since it was pushed.
    moved: bool = False
    #: Nobody's any more here.
    is_erased: bool = False
    #: The campaign leaves Mailchimp.
    to_archive: bool = False

    @property
    def contact(self) -> str:
        """How the API finds it."""
        return self.contact_id or api.member_hash(self.email)


@dataclass(frozen=True)
class Outcome:
    """What one call did for one row."""

    errand: Errand
    result: Result
    there: Json | None = None
    failure: Failure | None = None
    may_have_worked: bool = False


def failed(errand: Errand, failure: ApiFailure) -> Outcome:
    """As a result."""
    return Outcome(
        errand,
        Result.FAILED,
        failure=failure.failure,
        may_have_worked=failure.may_have_worked,
    )


def last_changed(there: Json) -> datetime | None:
    """When the contact last changed by Mailchimp's clock, in whole seconds."""
    try:
        return datetime.fromisoformat(str(there.get("last_changed", "")))
    except ValueError:
        return None


def subscribe_many(client: Api, list_id: str, errands: Sequence[Errand]) -> list[Outcome]:
    """One call for up to 500; ApiFailure when it failed as a whole. Only who is shown as
    subscribed is; everybody else needs a call of their own."""
    members = [
        {**errand.wish.member(), "tags": errand.wish.tags} for errand in errands if errand.wish
    ]
    shown, _refused = client.subscribe_many(list_id, members)
    by_address = {str(one["email_address"]).lower(): one for one in shown}
    found = []
    for errand in errands:
        there = by_address.get(errand.email.lower())
        is_done = there is not None and there["status"] == "subscribed"
        found.append(Outcome(errand, Result.SUBSCRIBED if is_done else Result.ALONE, there))
    return found


def subscribe(client: Api, list_id: str, errand: Errand, keys: Sequence[str]) -> Outcome:
    """One person; a contact whose address changed keeps its history. Believes the answer's
    status, not that it says 200. `keys`: every tag of ours, to take off what is over."""
    wish = errand.wish
    assert wish is not None  # noqa: S101 - the caller's errands to subscribe have one
    if errand.moved and errand.contact_id:
        _move(client, list_id, errand)
    try:
        there = client.put(list_id, wish.email, {**wish.member(), "status_if_new": "subscribed"})
    except ApiFailure as failure:
        if failure.kind is not Kind.COMPLIANCE:
            raise
        return Outcome(errand, Result.AGAINST, client.member(list_id, api.member_hash(wish.email)))
    if there["status"] != "subscribed":
        return Outcome(errand, Result.AGAINST, there)
    client.tag(list_id, str(there["id"]), {key: key in wish.tags for key in keys})
    return Outcome(errand, Result.SUBSCRIBED, there)


def _move(client: Api, list_id: str, errand: Errand) -> None:
    """Give the contact its new address; where that cannot be, the old one is not written to any
    more and the new one is begun."""
    assert errand.wish is not None  # noqa: S101
    try:
        client.patch(list_id, errand.contact_id, {"email_address": errand.wish.email})
    except ApiFailure as failure:
        if failure.failure.of_service or failure.kind is Kind.TRANSIENT:
            raise
        end(client, list_id, errand)


def ask(client: Api, list_id: str, errand: Errand) -> Outcome:
    """Have Mailchimp ask somebody who left there and came back here: its own opt-in mail."""
    assert errand.wish is not None  # noqa: S101
    body = {**errand.wish.member(), "status": "pending", "status_if_new": "pending"}
    return Outcome(errand, Result.ASKED, client.put(list_id, errand.wish.email, body))


def end(client: Api, list_id: str, errand: Errand) -> Outcome:
    """Unsubscribe; who is not there is done. Never makes a contact."""
    try:
        there = client.patch(list_id, errand.contact, {"status": "unsubscribed"})
    except ApiFailure as failure:
        if failure.failure is api.NOT_FOUND:
            return Outcome(errand, Result.ENDED)
        raise
    if there["status"] != "unsubscribed":
        raise ApiFailure(api.GARBLED)
    return Outcome(errand, Result.ENDED, there)


def erase(client: Api, list_id: str, errand: Errand) -> Outcome:
    """Erase for good by every name we know, and read again: only 404 proves it."""
    names = [errand.contact_id, api.member_hash(errand.email)]
    for contact in filter(None, names):
        if _is_there(client, list_id, contact):
            client.delete_for_good(list_id, contact)
            if _is_there(client, list_id, contact):
                raise ApiFailure(api.GARBLED)
    return Outcome(errand, Result.ERASED)


def archive(client: Api, list_id: str, errand: Errand) -> Outcome:
    """Take off the list; who is off it already is done."""
    try:
        client.archive(list_id, errand.contact)
    except ApiFailure as failure:
        if failure.failure not in (api.NOT_FOUND, api.NOT_ALLOWED):
            raise
    return Outcome(errand, Result.ARCHIVED)


def _is_there(client: Api, list_id: str, contact: str) -> bool:
    try:
        client.member(list_id, contact)
    except ApiFailure as failure:
        if failure.failure is api.NOT_FOUND:
            return False
        raise
    return True


def look_up(client: Api, list_id: str, errand: Errand) -> Outcome:
    """What Mailchimp says of a contact now; None when it does not know it."""
    there: dict[str, Any] | None
    try:
        there = client.member(list_id, errand.contact)
    except ApiFailure as failure:
        if failure.failure is not api.NOT_FOUND:
            raise
        there = None
    return Outcome(errand, Result.LOOKED_UP, there)
