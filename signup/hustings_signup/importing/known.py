"""What we already know about the mailboxes of one chunk of rows: a handful of queries for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from hustings_signup import keys
from hustings_signup.importing import formats
from hustings_signup.importing.judging import Judged
from hustings_signup.importing.relating import Worn, worn_by
from hustings_signup.models import (
    Identifier,
    ImportAsk,
    ImportBar,
    ImportBatch,
    Submission,
    Subscription,
    Supporter,
    Suppression,
)

BAR_CONTEXT = "import-bar"


def bar_hash(canonical: str) -> str:
    """By which a mailbox is barred, under the newest key."""
    return keys.keyed_hash(canonical, context=BAR_CONTEXT)


def is_left_alone(*, site_id: int, canonical: str) -> bool:
    """Whether a mailbox is suppressed, whenever and for whatever reason: no import writes to it."""
    hashes = keys.keyed_hashes(canonical, context="suppression")
    return Suppression.objects.filter(site_id=site_id, mailbox_hash__in=hashes).exists()


@dataclass(frozen=True)
class Known:
    """Facts by canonical address; identifiers by key."""

    supporters: dict[str, Supporter]
    #: purpose -> state, by supporter
    states: dict[int, dict[str, str]]
    #: supporters who sent us a form themselves
    told_us: frozenset[int]
    suppressed: dict[str, str]
    barred: dict[str, set[str]]
    asked: frozenset[str]
    #: key in the other tool -> (supporter id, canonical address)
    identifiers: dict[str, tuple[int, str]]
    #: tags, notes and numbers by supporter
    worn: dict[int, Worn]


def known_of(batch: ImportBatch, rows: Sequence[Judged], *, lock: bool = False) -> Known:
    """Read them. `lock` holds the people until the transaction ends, as every writer does."""
    site_id = batch.site_id
    canonicals = {row.canonical for row in rows if not row.fault}
    people = Supporter.objects.filter(site_id=site_id, email_canonical__in=canonicals)
    if lock:
        people = people.select_for_update(of=("self",)).order_by("pk")
    supporters = {person.email_canonical: person for person in people}
    ids = [person.pk for person in supporters.values()]
    states: dict[int, dict[str, str]] = defaultdict(dict)
    for row in Subscription.objects.filter(supporter__in=ids):
        states[row.supporter_id][row.purpose] = row.state
    suppression = _hashes(canonicals, "suppression")
    bars = _hashes(canonicals, BAR_CONTEXT)
    barred: dict[str, set[str]] = defaultdict(set)
    for hashed, reason in ImportBar.objects.filter(
        site_id=site_id, mailbox_hash__in=list(bars)
    ).values_list("mailbox_hash", "reason"):
        barred[bars[hashed]].add(reason)
    return Known(
        supporters=supporters,
        states=states,
        told_us=frozenset(
            Submission.objects.filter(supporter__in=ids).values_list("supporter_id", flat=True)
        ),
        suppressed={
            suppression[hashed]: reason
            for hashed, reason in Suppression.objects.filter(
                site_id=site_id, mailbox_hash__in=list(suppression)
            ).values_list("mailbox_hash", "reason")
        },
        barred=barred,
        asked=frozenset(
            ImportAsk.objects.filter(site_id=site_id, email_canonical__in=canonicals).values_list(
                "email_canonical", flat=True
            )
        ),
        identifiers=_identifiers(batch, rows),
        worn=worn_by(batch, ids) if ids else {},
    )


def _hashes(canonicals: set[str], context: str) -> dict[str, str]:
    return {
        hashed: canonical
        for canonical in canonicals
        for hashed in keys.keyed_hashes(canonical, context=context)
    }


def _identifiers(batch: ImportBatch, rows: Sequence[Judged]) -> dict[str, tuple[int, str]]:
    wanted = {row.key for row in rows if row.key}
    if not wanted:
        return {}
    found = Identifier.objects.filter(
        site_id=batch.site_id, system=formats.SYSTEMS[batch.format], key__in=wanted
    ).values_list("key", "supporter_id", "supporter__email_canonical")
    return {key: (supporter_id, canonical) for key, supporter_id, canonical in found}
