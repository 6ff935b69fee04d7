"""What the double of Mailchimp remembers of its audiences, and the rules by which it changes."""

from __future__ import annotations

import hashlib
import re
import threading
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.doubles.mailchimp_problems import (
    Problem,
    forgotten,
    in_compliance,
    invalid,
    not_found,
)

MAX_BATCH = 500
STATUSES = {"subscribed", "pending", "unsubscribed", "cleaned", "transactional"}
LIST = re.compile(r"^/3\.0/lists/(?P<list>[^/]+)(?P<rest>/.*)?$")


def md5(email: str) -> str:
    """The key of a member: of the address in lower case."""
    return hashlib.md5(email.lower().encode(), usedforsecurity=False).hexdigest()


@dataclass
class Member:
    """One contact of an audience."""

    email: str
    status: str
    last_changed: datetime
    contact_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    language: str = ""
    timestamp_opt: str = ""
    ip_opt: str = ""
    tags: list[str] = field(default_factory=list)
    merge_fields: dict[str, str] = field(default_factory=dict)
    #: Who ended it: nobody may be subscribed against their own word.
    ended_by: str = ""

    def shown(self, list_id: str) -> dict[str, Any]:
        """As the API answers."""
        return {
            "id": md5(self.email),
            "email_address": self.email,
            "unique_email_id": self.contact_id[:10],
            "contact_id": self.contact_id,
            "full_name": "",
            "email_type": "html",
            "status": self.status,
            "merge_fields": self.merge_fields,
            "ip_opt": self.ip_opt,
            "timestamp_opt": self.timestamp_opt,
            "last_changed": self.last_changed.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
            "language": self.language,
            "vip": False,
            "source": "API - Generic",
            "tags_count": len(self.tags),
            "tags": [{"id": number, "name": name} for number, name in enumerate(self.tags[:50])],
            "list_id": list_id,
        }


@dataclass
class Audience:
    """One list and all that hangs on it."""

    id: str
    name: str
    members: dict[str, Member] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    webhooks: dict[str, dict[str, Any]] = field(default_factory=dict)
    required: list[str] = field(default_factory=list)

    def find(self, key: str) -> Member:
        """By md5, address or contact_id."""
        found = self.members.get(key) or self.members.get(md5(key))
        if found is None:
            found = next((m for m in self.members.values() if m.contact_id == key), None)
        if found is None:
            raise not_found()
        return found


class Lists:
    """All audiences of one account; every call is answered alone."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.lock = threading.RLock()
        self.audiences: dict[str, Audience] = {}
        #: (address, status) of each contact that became subscribed or was sent an opt-in mail.
        self.became: list[tuple[str, str]] = []
        self.opt_in_mails: list[str] = []

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Any:
        """The JSON of a request, or None for 204; Problem for an error."""
        with self.lock:
            if path == "/3.0/ping":
                return {"health_status": "Everything's Chimpy!"}
            if path == "/3.0/lists":
                found = list(self.audiences.values())
                shown = _page([_list(one) for one in found], query)
                return {"lists": shown, "total_items": len(found)}
            matched = LIST.match(path)
            if matched is None:
                raise not_found()
            audience = self.audiences.get(urllib.parse.unquote(matched["list"]))
            if audience is None:
                raise not_found()
            return self._of_list(audience, method, matched["rest"] or "", query, body)

    def _of_list(
        self, audience: Audience, method: str, rest: str, query: dict[str, str], body: Any
    ) -> Any:
        parts = [urllib.parse.unquote(part) for part in rest.split("/") if part]
        match (method, parts):
            case ("GET", []):
                return _list(audience)
            case ("POST", []):
                return self._batch(audience, body)
            case ("GET", ["members"]):
                return self._members(audience, query)
            case ("POST", ["members"]):
                return self._add(audience, body)
            case ("PUT", ["members", key]):
                return self._put(audience, key, body, query)
            case ("PATCH", ["members", key]):
                member = audience.find(key)
                self._change(audience, member, body)
                return member.shown(audience.id)
            case ("GET", ["members", key]):
                return audience.find(key).shown(audience.id)
            case ("DELETE", ["members", key]):
                return self._archive(audience, key)
            case ("POST", ["members", key, "tags"]):
                return self._tag(audience.find(key), body)
            case ("POST", ["members", key, "actions", "delete-permanent"]):
                member = audience.find(key)
                del audience.members[md5(member.email)]
                audience.forgotten.add(md5(member.email))
                return None
            case ("GET", ["webhooks"]):
                shown = [
                    {k: v for k, v in one.items() if k != "signing_secret"}
                    for one in audience.webhooks.values()
                ]
                return {"webhooks": shown, "total_items": len(shown)}
            case ("POST", ["webhooks"]):
                return self._hook(audience, body)
            case ("DELETE", ["webhooks", key]):
                if audience.webhooks.pop(key, None) is None:
                    raise not_found()
                return None
            case ("GET", ["merge-fields"]):
                return {
                    "merge_fields": [{"tag": tag, "required": True} for tag in audience.required]
                }
            case (_, []) | (_, ["members"]) | (_, ["members", _]) | (_, ["webhooks"]):
                raise Problem(405, "Method Not Allowed", "The requested method is not allowed.")
        raise not_found()

    def _members(self, audience: Audience, query: dict[str, str]) -> dict[str, Any]:
        found = list(audience.members.values())
        # Contacts that were archived are listed only when they are asked for.
        wanted = query.get("status", "")
        found = [
            one for one in found if (one.status == wanted if wanted else one.status != "archived")
        ]
        if since := query.get("since_last_changed"):
            moment = datetime.fromisoformat(since)
            found = [one for one in found if one.last_changed > moment]
        page = _page(found, query)
        return {
            "members": [member.shown(audience.id) for member in page],
            "list_id": audience.id,
            "total_items": len(found),
        }

    def _batch(self, audience: Audience, body: Any) -> dict[str, Any]:
        members = body.get("members") if isinstance(body, dict) else None
        if not isinstance(members, list) or not members:
            raise invalid("The resource submitted could not be validated.")
        if len(members) > MAX_BATCH:
            raise invalid("You can only add up to 500 members at once.")
        made: list[dict[str, Any]] = []
        updated: list[dict[str, Any]] = []
        errors: list[dict[str, str]] = []
        for told in members:
            email = str(told.get("email_address", ""))
            try:
                known = audience.members.get(md5(email))
                if known and not body.get("update_existing"):
                    raise Problem(
                        400,
                        "Member Exists",
                        f"{email} is already a list member, do you want to update? please "
                        "provide update_existing:true in the request body",
                    )
                if known:
                    self._change(audience, known, told)
                    if body.get("sync_tags"):
                        known.tags = list(told.get("tags", []))
                    updated.append(known.shown(audience.id))
                else:
                    status = told.get("status") or told.get("status_if_new")
                    member = self._make(audience, email, told, status)
                    member.tags = list(told.get("tags", []))
                    made.append(member.shown(audience.id))
            except Problem as problem:
                exists = problem.body["title"] == "Member Exists"
                errors.append(
                    {
                        "email_address": email,
                        "error": str(problem.body["detail"]),
                        "error_code": "ERROR_CONTACT_EXISTS" if exists else "ERROR_GENERIC",
                        "field": "",
                        "field_message": "",
                    }
                )
        return {
            "new_members": made,
            "updated_members": updated,
            "errors": errors,
            "total_created": len(made),
            "total_updated": len(updated),
            "error_count": len(errors),
        }

    def _add(self, audience: Audience, body: Any) -> dict[str, Any]:
        email = str(body.get("email_address", ""))
        if md5(email) in audience.members:
            raise Problem(
                400,
                "Member Exists",
                f"{email} is already a list member. Use PUT to insert or update list members.",
            )
        return self._make(audience, email, body, body.get("status")).shown(audience.id)

    def _put(
        self, audience: Audience, key: str, body: Any, query: dict[str, str]
    ) -> dict[str, Any]:
        try:
            member = audience.find(key)
        except Problem:
            email = str(body.get("email_address", ""))
            if not email or md5(email) != key:
                raise invalid("Please provide a valid email address.") from None
            missing = [t for t in audience.required if not body.get("merge_fields", {}).get(t)]
            if missing and query.get("skip_merge_validation") != "true":
                errors = [{"field": t, "message": "Please enter a value"} for t in missing]
                raise invalid("Your merge fields were invalid.", errors=errors) from None
            status = body.get("status") or body.get("status_if_new")
            return self._make(audience, email, body, status).shown(audience.id)
        self._change(audience, member, body)
        return member.shown(audience.id)

    def _make(self, audience: Audience, email: str, told: Any, status: Any) -> Member:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
            raise invalid("Please provide a valid email address.")
        if email.lower().startswith("fake"):
            raise invalid(f"{email} looks fake or invalid, please enter a real email address.")
        if email.lower().startswith("busy"):
            raise invalid(
                f"{email} has signed up to a lot of lists very recently; we're not allowing more "
                "signups for now"
            )
        if status not in STATUSES:
            raise invalid("The resource submitted could not be validated.")
        if md5(email) in audience.forgotten:
            raise forgotten(email)
        member = Member(email, status, self.now())
        audience.members[md5(email)] = member
        self._note(member)
        self._fill(member, told)
        return member

    def _change(self, audience: Audience, member: Member, told: Any) -> None:
        status = told.get("status")
        if status is not None and status not in STATUSES:
            raise invalid("The resource submitted could not be validated.")
        email = told.get("email_address", member.email)
        if md5(email) != md5(member.email):
            if md5(email) in audience.members:
                raise Problem(400, "Member Exists", f"{email} is already a list member.")
            if md5(email) in audience.forgotten:
                raise forgotten(email)
        if status == "subscribed" and member.ended_by == "user":
            raise in_compliance(member.email)
        if md5(email) != md5(member.email):
            del audience.members[md5(member.email)]
            audience.members[md5(email)] = member
            member.email = email
            member.last_changed = self.now()
        if status is not None and status != member.status:
            member.status, member.last_changed = status, self.now()
            member.ended_by = "api" if status in ("unsubscribed", "cleaned") else ""
            self._note(member)
        self._fill(member, told)

    def _note(self, member: Member) -> None:
        if member.status == "pending":
            self.opt_in_mails.append(member.email)
        if member.status in ("subscribed", "pending"):
            self.became.append((member.email, member.status))

    def _fill(self, member: Member, told: Any) -> None:
        for name in ("language", "timestamp_opt", "ip_opt", "merge_fields"):
            if name in told:
                setattr(member, name, told[name])

    def _archive(self, audience: Audience, key: str) -> None:
        member = audience.find(key)
        if member.status == "archived":
            raise Problem(
                405,
                "Method Not Allowed",
                "This list member cannot be removed. Please contact support.",
            )
        member.status, member.last_changed = "archived", self.now()

    def _tag(self, member: Member, body: Any) -> None:
        for tag in body["tags"]:
            if tag["status"] == "active" and tag["name"] not in member.tags:
                member.tags.append(tag["name"])
            elif tag["status"] == "inactive" and tag["name"] in member.tags:
                member.tags.remove(tag["name"])

    def _hook(self, audience: Audience, body: Any) -> dict[str, Any]:
        url = str(body.get("url", ""))
        if any(one["url"] == url for one in audience.webhooks.values()):
            raise invalid("Sorry, you can't set up multiple WebHooks for one URL")
        if not _validates(url):
            raise invalid("We couldn't connect to the provided URL. Please verify your URL.")
        hook = {
            "id": uuid.uuid4().hex[:10],
            "url": url,
            "events": body.get("events", {}),
            "sources": body.get("sources", {}),
            "list_id": audience.id,
            "signing_secret": uuid.uuid4().hex,
        }
        audience.webhooks[hook["id"]] = hook
        return hook


def _validates(url: str) -> bool:
    """Mailchimp asks the address before it believes it."""
    if not url.startswith("http"):
        return False
    request = urllib.request.Request(url, headers={"User-Agent": "MailChimp.com WebHook Validator"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _list(audience: Audience) -> dict[str, Any]:
    members = audience.members.values()
    count = sum(member.status == "subscribed" for member in members)
    return {"id": audience.id, "name": audience.name, "stats": {"member_count": count}}


def _page(found: list[Any], query: dict[str, str]) -> list[Any]:
    offset, count = int(query.get("offset", 0)), min(int(query.get("count", 10)), 1000)
    return found[offset : offset + count]
