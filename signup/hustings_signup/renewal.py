"""Which consents still cover what a notice says today, and who would have to be asked again.

A new controller, a new recipient or a transfer outside the EU needs a new consent; a processor
inside the EU does not (consent.md R7; GDPR art. 4(11), 13, 44-49). Nothing is stored: both sides
are published words, so the answer follows from them at any moment.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from hustings_signup import purposes
from hustings_signup.models import Notice, RenewalRequest, Subscription, Supporter

Content = dict[str, Any]


class Kind(StrEnum):
    """What changed."""

    CONTROLLER = "controller"
    RECIPIENT = "recipient"
    TRANSFER = "transfer"
    PURPOSE = "purpose"


@dataclass(frozen=True)
class Change:
    """One thing newer words say and older ones did not, as written in the newer."""

    kind: Kind
    value: str


@dataclass(frozen=True)
class Offer:
    """One purpose a person may say yes to, under words they have not agreed to yet."""

    notice: Notice
    purpose: str
    #: The words this person agreed to.
    agreed: Notice

    @property
    def label(self) -> str:
        """The exact words beside its box."""
        return self.notice.label_for(self.purpose)


def changes(older: Content, newer: Content) -> list[Change]:
    """What needs a new consent of people who agreed to the older words; spelling by case or
    spaces is no change."""
    found = []
    if _plain(newer["controller"]) != _plain(older["controller"]):
        found.append(Change(Kind.CONTROLLER, newer["controller"]))
    for kind, name in ((Kind.RECIPIENT, "recipients"), (Kind.TRANSFER, "outside_eu")):
        known = {_plain(line) for line in _lines(older, name)}
        found += [Change(kind, line) for line in _lines(newer, name) if _plain(line) not in known]
    versions = _versions(older)
    found += [
        Change(Kind.PURPOSE, key)
        for key, version in _versions(newer).items()
        if versions.get(key) != version and (key in versions or _is_new(key, older))
    ]
    return found


def covers(older: Content, newer: Content, purpose: str) -> bool:
    """Whether a yes to the older words for a purpose is one to the newer words too."""
    return purpose not in _uncovered(older, newer, [purpose])


def _uncovered(older: Content, newer: Content, keys: Iterable[str]) -> list[str]:
    """Of these purposes, those for which a yes to the older words is none to the newer."""
    found = changes(older, newer)
    if any(change.kind is not Kind.PURPOSE for change in found):
        return list(keys)
    changed = {change.value for change in found}
    return [key for key in keys if key in changed]


def outdated(site_id: int) -> set[tuple[str, str]]:
    """(SHA-256 of a notice, purpose) of each yes to a site that does not cover its words in
    force. One query.

    A purpose that is no longer offered has no newer words: its yes stands.
    """
    return {
        (old.sha256, key)
        for old, new in _pairs(site_id)
        for key in _uncovered(old.content, new.content, _versions(new.content))
    }


def live(rows: QuerySet[Subscription], *, site_id: int) -> QuerySet[Subscription]:
    """Of these subscriptions of a site, the active ones whose consent covers the words in force."""
    hashes: dict[str, list[str]] = defaultdict(list)
    for sha256, purpose in sorted(outdated(site_id)):
        hashes[purpose].append(sha256)
    stale = Q(pk__in=[])
    for purpose, found in hashes.items():
        stale |= Q(notice_sha256__in=found, purpose=purpose)
    return rows.filter(state=Subscription.State.ACTIVE).exclude(stale)


def owed(notice: Notice) -> QuerySet[Supporter]:
    """Whom the version in force concerns: they agreed to earlier words of the same form and
    language, and either that yes does not cover it, or it asks for something new. Nobody, when
    newer words are in force."""
    people = Supporter.objects.filter(site_id=notice.site_id)
    if not Notice.objects.filter(pk=notice.pk).in_force().exists():
        return people.none()
    concerned = Q(pk__in=[])
    mine = Subscription.objects.filter(
        supporter=OuterRef("pk"), state=Subscription.State.ACTIVE
    ).order_by()
    again: dict[str, list[str]] = defaultdict(list)
    unknown: dict[str, list[str]] = defaultdict(list)
    for old in _earlier(notice):
        for key in _uncovered(old.content, notice.content, _list_purposes(notice)):
            again[key].append(old.sha256)
            if _is_new(key, old.content):
                unknown[key].append(old.sha256)
    for key, hashes in again.items():
        concerned |= Q(Exists(mine.filter(purpose=key, notice_sha256__in=hashes)))
    for key, hashes in unknown.items():
        stated = Subscription.objects.filter(supporter=OuterRef("pk"), purpose=key).order_by()
        concerned |= Q(Exists(mine.filter(notice_sha256__in=hashes))) & ~Q(Exists(stated))
    return people.filter(concerned)


def unasked(notice: Notice) -> QuerySet[Supporter]:
    """Those of them who were not asked about this version yet."""
    asked = RenewalRequest.objects.filter(notice=notice).values("supporter")
    return owed(notice).exclude(pk__in=asked)


def offers(supporter: Supporter) -> list[Offer]:
    """What this person may agree to anew, in the words in force; empty when nothing is owed."""
    rows = list(supporter.subscriptions.order_by("pk"))
    stated = {row.purpose for row in rows}
    active = [row for row in rows if row.state == Subscription.State.ACTIVE]
    newest = {old.sha256: (old, new) for old, new in _pairs(supporter.site_id)}
    found: dict[str, Offer] = {}
    for row in active:
        old, new = newest.get(row.notice_sha256, (None, None))
        if old is None or new is None:
            continue
        for key in _list_purposes(new):
            mine = key == row.purpose or (key not in stated and _is_new(key, old.content))
            if mine and not covers(old.content, new.content, key):
                found.setdefault(key, Offer(new, key, old))
    return list(found.values())


def news_since(notice: Notice) -> list[Change]:
    """What this version says that the one before it did not."""
    before = _earlier(notice)
    return changes(before[-1].content, notice.content) if before else []


def _pairs(site_id: int) -> list[tuple[Notice, Notice]]:
    """Each version of a site that is no longer in force, with the one that is."""
    newest: dict[tuple[str, str], Notice] = {}
    found = list(Notice.objects.filter(site=site_id).order_by("version"))
    for notice in found:
        newest[_form(notice)] = notice
    return [(old, new) for old in found if (new := newest[_form(old)]).pk != old.pk]


def _form(notice: Notice) -> tuple[str, str]:
    return (notice.slug, notice.locale)


def _earlier(notice: Notice) -> list[Notice]:
    return list(
        Notice.objects.filter(
            site_id=notice.site_id,
            slug=notice.slug,
            locale=notice.locale,
            version__lt=notice.version,
        ).order_by("version")
    )


def _is_new(key: str, older: Content) -> bool:
    """Something those who agreed to the older words were not asked, and are to be asked now; one
    more neighbourhood to choose from is not."""
    return key not in _versions(older) and not purposes.is_of_site(key)


def _list_purposes(notice: Notice) -> list[str]:
    return [key for key in _versions(notice.content) if purposes.is_list(key)]


def _versions(content: Content) -> dict[str, int]:
    return {offer["purpose"]: offer["version"] for offer in content["purposes"]}


def _lines(content: Content, name: str) -> list[str]:
    return [line.strip() for line in content.get(name, "").splitlines() if line.strip()]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" .").casefold()


def by_notice(found: Iterable[Offer]) -> list[tuple[Notice, list[Offer]]]:
    """Offers under the notice that words them, in order."""
    grouped: dict[int, tuple[Notice, list[Offer]]] = {}
    for offer in found:
        grouped.setdefault(offer.notice.pk, (offer.notice, []))[1].append(offer)
    return list(grouped.values())
