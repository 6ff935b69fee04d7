"""What should be at Mailchimp, read from the ledger and the lists at the moment it is asked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from hustings_mailchimp.models import Audience
from hustings_signup import grounds, keys, renewal
from hustings_signup.models import Notice, Subscription, Supporter

#: A notice names Mailchimp when a line of its transfers outside the European Union holds this
#: word. Under "processors" it would not do: those are within the Union (consent.md R7).
NAME = re.compile(r"\bmailchimp\b", re.IGNORECASE)
ADDRESS_CONTEXT = "mailchimp-address"


@dataclass(frozen=True)
class Wish:
    """One person who should be subscribed there: nothing but this leaves."""

    email: str
    language: str
    #: Keys of the chosen lists whose consent is in force, and since when.
    lists: tuple[tuple[str, datetime], ...]

    @property
    def tags(self) -> list[str]:
        """One per list."""
        return [key for key, _since in self.lists]

    @property
    def since(self) -> datetime:
        """Their last word."""
        return max(since for _key, since in self.lists)

    @cached_property
    def code(self) -> str:
        """Alike for what Mailchimp has been told already."""
        rest = "|".join([self.language, *self.tags])
        return f"{address_code(self.email)}.{hashlib.sha256(rest.encode()).hexdigest()[:16]}"

    def member(self) -> dict[str, Any]:
        """As the API takes it. No name, no place, no network address: none is needed there."""
        return {
            "email_address": self.email,
            "status": "subscribed",
            "language": self.language,
            "timestamp_opt": self.since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        }


def address_code(email: str) -> str:
    """Tells whether an address is the one that was pushed, without keeping it."""
    return keys.keyed_hash(email, context=ADDRESS_CONTEXT)[:40]


def names_mailchimp(content: dict[str, Any]) -> bool:
    """Whether these words name Mailchimp as a transfer outside the European Union."""
    return bool(NAME.search(str(content.get("outside_eu", ""))))


def naming_notices(site_id: int) -> list[str]:
    """SHA-256 of every version of a site's notices that names it."""
    found = Notice.objects.filter(site=site_id).values_list("sha256", "content")
    return [sha256 for sha256, content in found if names_mailchimp(content)]


def in_force(
    audience: Audience, supporter_ids: Collection[int] | None = None
) -> QuerySet[Subscription]:
    """Subscriptions to the chosen lists whose consent covers the words in force and was given
    under words that name Mailchimp."""
    rows = Subscription.objects.filter(
        supporter__site=audience.site_id, purpose__in=audience.purposes
    )
    if supporter_ids is not None:
        rows = rows.filter(supporter__in=supporter_ids)
    return renewal.live(rows, site_id=audience.site_id).filter(
        notice_sha256__in=naming_notices(audience.site_id)
    )


def wishes(audience: Audience, supporter_ids: Collection[int]) -> dict[int, Wish]:
    """By person; whoever is missing should not be subscribed, nor anybody whose consent the
    ledger does not know."""
    ids = list(supporter_ids)
    if not ids:
        return {}
    lists: dict[int, list[tuple[str, datetime]]] = {}
    rows = in_force(audience, ids).order_by("purpose")
    for supporter_id, purpose, since in rows.values_list("supporter_id", "purpose", "since"):
        lists.setdefault(supporter_id, []).append((purpose, since))
    unfounded = grounds.without_ground(lists)
    people = Supporter.objects.filter(pk__in=lists.keys() - unfounded)
    return {
        pk: Wish(email, locale, tuple(lists[pk]))
        for pk, email, locale in people.values_list("pk", "email_canonical", "locale")
    }
