"""Everything that is held about a person, as they read and download it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings_signup import ledger, personal_data, purposes
from hustings_signup.models import ConsentRecord, SubjectLink, Supporter
from hustings_signup.personal_data import Fact, Held
from hustings_signup.proof import receipts

TITLE = gettext_lazy("My data")
FORMAT = "hustings.my-data/1"


@dataclass(frozen=True)
class Item:
    """One held thing for the page: its facts as (label, text), without what is empty."""

    title: str
    when: str
    facts: list[tuple[str, str]]
    links: list[tuple[str, str]]


def sections(supporter: Supporter) -> list[tuple[str, list[Item]]]:
    """What every plugin holds, under its heading; nothing for what holds nothing."""
    found = [
        (str(holding.label), [_item(held) for held in holding.held(supporter)])
        for holding in personal_data.registered()
    ]
    return [(label, items) for label, items in found if items]


def _item(held: Held) -> Item:
    facts = [
        (fact.label, words(fact.value) if fact.shown is None else fact.shown) for fact in held.facts
    ]
    shown = [(label, text) for label, text in facts if text]
    return Item(held.title, words(held.at), shown, held.links)


def words(value: object) -> str:
    """A value as a person reads it; "" for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, (words(part) for part in value)))
    return str(value)


def given_records(supporter: Supporter) -> list[ConsentRecord]:
    """Every yes, newest first."""
    subjects = SubjectLink.objects.filter(supporter=supporter).values("subject")
    found = ConsentRecord.objects.filter(subject__in=subjects, type__in=ConsentRecord.YES)
    return list(found.select_related("site").order_by("-occurred_at", "-pk"))


@dataclass(frozen=True)
class ReadableReceipt:
    """The receipt of one yes as text: for what, and when it was said."""

    title: str
    when: str
    text: str


def readable_receipts(supporter: Supporter) -> list[ReadableReceipt]:
    """The receipt of every yes, newest first, in the language active now."""
    return [
        ReadableReceipt(
            purposes.label_of(record.purpose, record.site_id),
            words(record.occurred_at),
            receipts.readable(receipts.receipt(record)),
        )
        for record in given_records(supporter)
    ]


def download(supporter: Supporter, *, at: datetime | None = None) -> dict[str, Any]:
    """All of it as plain JSON: labels in the language active now, keys that never change."""
    return {
        "format": FORMAT,
        "made_at": ledger.moment(at or timezone.now()),
        "controller": supporter.site.site_name or supporter.site.hostname,
        "holdings": [
            {
                "key": holding.key,
                "label": str(holding.label),
                "items": [
                    {"title": held.title, "facts": [_plain(fact) for fact in held.facts]}
                    for held in holding.held(supporter)
                ],
            }
            for holding in personal_data.registered()
        ],
        "receipts": [receipts.receipt(record) for record in given_records(supporter)],
    }


def _plain(fact: Fact) -> dict[str, Any]:
    value = ledger.moment(fact.value) if isinstance(fact.value, datetime) else fact.value
    return {"key": fact.key, "label": fact.label, "value": value}
