"""Talks to Mailchimp: the only module that imports its library, and trusts none of its answers.

Every call either gives what the contract promises, checked, or raises `ApiFailure` with one of the
classes of `hustings_signup.failures`. Addresses and keys appear in no message.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import requests
from mailchimp_marketing.api.lists_api import ListsApi
from mailchimp_marketing.api.ping_api import PingApi
from mailchimp_marketing.api_client import ApiClient, ApiClientError

from hustings_signup.failures import Failed, Failure, Kind

HOST = "https://server.api.mailchimp.com/3.0"
KEY = re.compile(r"[0-9a-f]{32}-us\d{1,4}")
#: Seconds to connect, and to wait for the next bytes of an answer.
PATIENCE = (3, 10)
#: Mailchimp allows ten per user, and staff work there too.
MAX_CONNECTIONS = 4
MAX_BATCH = 500
PAGE = 1000

Json = dict[str, Any]

# At DEBUG it writes each address it calls, and with it the hash of somebody's mailbox.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)

BAD_KEY = Failure(Kind.CONFIGURATION, "bad_key", of_service=True)
AUTH = Failure(Kind.CONFIGURATION, "auth", of_service=True)
FORBIDDEN = Failure(Kind.CONFIGURATION, "forbidden", of_service=True)
TLS = Failure(Kind.CONFIGURATION, "tls", of_service=True)
NO_AUDIENCE = Failure(Kind.CONFIGURATION, "no_audience", of_service=True)
THROTTLED = Failure(Kind.TRANSIENT, "throttled", of_service=True)
SERVER_ERROR = Failure(Kind.TRANSIENT, "server_error", of_service=True)
REDIRECTED = Failure(Kind.TRANSIENT, "redirected", of_service=True)
GARBLED = Failure(Kind.TRANSIENT, "garbled_answer", of_service=True)
TIMEOUT = Failure(Kind.TRANSIENT, "timeout", of_service=True)
LOST = Failure(Kind.TRANSIENT, "connection_lost", of_service=True)
TOO_MANY_LISTS = Failure(Kind.TRANSIENT, "too_many_signups")
NOT_FOUND = Failure(Kind.PERMANENT, "not_found")
NOT_ALLOWED = Failure(Kind.PERMANENT, "not_allowed")
REFUSED = Failure(Kind.PERMANENT, "address_refused")
EXISTS = Failure(Kind.PERMANENT, "exists_already")
INVALID = Failure(Kind.PERMANENT, "invalid_request")
COMPLIANCE = Failure(Kind.COMPLIANCE, "compliance_state")
FORGOTTEN = Failure(Kind.FORGOTTEN, "forgotten")


class ApiFailure(Failed):
    """A call that did not do what it should have; `may_have_worked` when nobody knows."""

    def __init__(self, failure: Failure, *, may_have_worked: bool = False) -> None:
        super().__init__(failure)
        self.kind, self.code = failure.kind, failure.code
        self.may_have_worked = may_have_worked


def member_hash(email: str) -> str:
    """How Mailchimp calls a contact: MD5 of the address in lower case. Never stored here."""
    return hashlib.md5(email.lower().encode(), usedforsecurity=False).hexdigest()


class _Transport(ApiClient):
    """The library's own, but: our patience, no redirects, connections kept open per thread."""

    def __init__(self, key: str) -> None:
        super().__init__({"api_key": key, "timeout": PATIENCE})
        self.host = HOST
        self._local = threading.local()

    def request(
        self,
        method: str,
        url: str,
        query_params: Any = None,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> requests.Response:
        """One request; what `requests` raises, the library wraps."""
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        session: requests.Session = self._local.session
        return session.request(
            method,
            url,
            params=query_params,
            headers=dict(headers or {}),
            data=None if method == "GET" else json.dumps(body),
            auth=("hustings", self.api_key),
            timeout=PATIENCE,
            allow_redirects=False,
        )


class Api:
    """One account of Mailchimp; ApiFailure for a key that is none, before it goes anywhere."""

    def __init__(self, key: str) -> None:
        if not KEY.fullmatch(key):
            raise ApiFailure(BAD_KEY)
        transport = _Transport(key)
        self._lists, self._ping = ListsApi(transport), PingApi(transport)

    def ping(self) -> None:
        """Whether the key opens anything."""
        _checked(self._call(self._ping.get), "health_status")

    def audiences(self) -> list[Json]:
        """Id, name and number of subscribers of each list of the account."""
        answer = self._call(self._lists.get_all_lists, count=PAGE)
        return list(_checked(answer, "lists")["lists"])

    def audience(self, list_id: str) -> Json:
        """One list; `no_audience` when it is gone."""
        try:
            return _checked(self._call(self._lists.get_list, list_id), "id", "stats")
        except ApiFailure as failure:
            raise _of_audience(failure) from None

    def subscribe_many(self, list_id: str, members: Sequence[Json]) -> tuple[list[Json], set[str]]:
        """At most 500 at once: those the answer shows, and the addresses it refused (lower case),
        although it says 200."""
        body = {"members": list(members), "update_existing": True, "sync_tags": True}
        try:
            answer = self._call(
                self._lists.batch_list_members, list_id, body, skip_merge_validation="true"
            )
        except ApiFailure as failure:
            raise _of_audience(failure) from None
        found = _checked(answer, "new_members", "updated_members", "errors")
        refused = {str(one.get("email_address", "")).lower() for one in found["errors"]}
        shown = [_member(one) for one in [*found["new_members"], *found["updated_members"]]]
        return shown, refused

    def put(self, list_id: str, email: str, body: Json) -> Json:
        """Insert or change one contact; the contact as it is afterwards."""
        told = {"email_address": email, **body}
        answer = self._call(
            self._lists.set_list_member,
            list_id,
            member_hash(email),
            told,
            skip_merge_validation="true",
        )
        return _member(answer)

    def patch(self, list_id: str, contact: str, body: Json) -> Json:
        """Change what there is; `not_found` when there is nobody."""
        return _member(self._call(self._lists.update_list_member, list_id, contact, body))

    def member(self, list_id: str, contact: str) -> Json:
        """One contact by its hash or number."""
        return _member(self._call(self._lists.get_list_member, list_id, contact))

    def members(self, list_id: str) -> Iterator[Json]:
        """Every contact that is not archived, a thousand a call."""
        fields = ["total_items"] + [
            f"members.{name}"
            for name in (
                "id",
                "contact_id",
                "email_address",
                "status",
                "last_changed",
                "language",
                "tags",
            )
        ]
        offset = 0
        while True:
            answer = self._call(
                self._lists.get_list_members_info,
                list_id,
                count=PAGE,
                offset=offset,
                fields=fields,
            )
            found = _checked(answer, "members", "total_items")
            for one in found["members"]:
                yield _member(one)
            offset += PAGE
            if not found["members"] or offset >= int(found["total_items"]):
                return

    def tag(self, list_id: str, contact: str, tags: Mapping[str, bool]) -> None:
        """Put tags on (True) and take them off; `PUT` ignores tags of whom it knows."""
        body = {
            "tags": [
                {"name": name, "status": "active" if is_on else "inactive"}
                for name, is_on in tags.items()
            ],
            "is_syncing": True,
        }
        self._nothing(self._lists.update_list_member_tags, list_id, contact, body)

    def archive(self, list_id: str, contact: str) -> None:
        """Take off the list; what Mailchimp knows of the contact stays there."""
        self._nothing(self._lists.delete_list_member, list_id, contact)

    def delete_for_good(self, list_id: str, contact: str) -> None:
        """Erase; afterwards the address cannot be added again by us."""
        self._nothing(self._lists.delete_list_member_permanent, list_id, contact)

    def add_webhook(self, list_id: str, url: str) -> Json:
        """Have Mailchimp tell us what people do there, and not what we did: `id` and, from an
        account that signs, `signing_secret`, this once."""
        body = {
            "url": url,
            "events": {
                **dict.fromkeys(("unsubscribe", "cleaned", "upemail"), True),
                **dict.fromkeys(("subscribe", "profile", "campaign"), False),
            },
            "sources": {"user": True, "admin": True, "api": False},
        }
        return _checked(self._call(self._lists.create_list_webhook, list_id, body), "id")

    def webhooks(self, list_id: str) -> list[Json]:
        """Those that are set up."""
        return list(
            _checked(self._call(self._lists.get_list_webhooks, list_id), "webhooks")["webhooks"]
        )

    def delete_webhook(self, list_id: str, webhook_id: str) -> None:
        """Have it say nothing more."""
        self._nothing(self._lists.delete_list_webhook, list_id, webhook_id)

    def _nothing(self, method: Any, *args: Any) -> None:
        """A call whose whole answer is 204."""
        answer = self._call(method, *args)
        if not (isinstance(answer, requests.Response) and answer.status_code == 204):
            raise ApiFailure(_of_answer(answer), may_have_worked=True)

    @staticmethod
    def _call(method: Any, *args: Any, **options: Any) -> Any:
        try:
            return method(*args, **options)
        except ApiClientError as error:
            raise _judged(error) from None


def _of_audience(failure: ApiFailure) -> ApiFailure:
    """Where only the list can be missing, 404 says that it is."""
    return ApiFailure(NO_AUDIENCE) if failure.failure is NOT_FOUND else failure


def _checked(answer: Any, *names: str) -> Json:
    """A JSON object with these members, else a failure: the library also returns errors."""
    if not isinstance(answer, dict) or any(name not in answer for name in names):
        raise ApiFailure(_of_answer(answer), may_have_worked=True)
    return answer


def _member(answer: Any) -> Json:
    return _checked(answer, "id", "status", "email_address")


def _of_answer(answer: Any) -> Failure:
    """What the library returned although nothing was right about it."""
    if not isinstance(answer, requests.Response) or answer.status_code == 200:
        return GARBLED
    if 300 <= answer.status_code < 400:
        return REDIRECTED
    return _of_status(answer.status_code, {})


def _judged(error: ApiClientError) -> ApiFailure:
    if error.status_code is None:
        return _of_network(error.text)
    try:
        told = json.loads(error.text) if isinstance(error.text, str) else error.text
    except ValueError:
        told = {}
    failure = _of_status(error.status_code, told if isinstance(told, dict) else {})
    return ApiFailure(failure, may_have_worked=failure is SERVER_ERROR)


def _of_network(error: Any) -> ApiFailure:
    """Nobody knows what became of a request that was sent and not answered."""
    if isinstance(error, requests.exceptions.SSLError):
        return ApiFailure(TLS)
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return ApiFailure(TIMEOUT)
    if isinstance(error, requests.exceptions.Timeout):
        return ApiFailure(TIMEOUT, may_have_worked=True)
    return ApiFailure(LOST, may_have_worked=True)


def _of_status(status: int, told: Json) -> Failure:
    """By status and title; a text decides only where one title stands for several things."""
    title, detail = str(told.get("title", "")), str(told.get("detail", ""))
    if status == 401:
        return AUTH
    if status == 403:
        return FORBIDDEN if title else THROTTLED  # under load it answers a bare 403
    if status == 404:
        return NOT_FOUND
    if status == 405:
        return NOT_ALLOWED
    if status == 429:
        return THROTTLED
    if status >= 500:
        return SERVER_ERROR
    if title == "Member In Compliance State":
        return COMPLIANCE
    if title == "Forgotten Email Not Subscribed":
        return FORGOTTEN
    if title == "Member Exists":
        return EXISTS
    if title == "Invalid Resource" and "signed up to a lot of lists" in detail:
        return TOO_MANY_LISTS
    if title == "Invalid Resource" and ("email" in detail and "errors" not in told):
        return REFUSED
    return INVALID
