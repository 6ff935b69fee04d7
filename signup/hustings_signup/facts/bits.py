"""Which bit says what. Numbers are given once and kept in the database: they mean the same to the
triggers, to every process and after a plugin has come or gone."""

from __future__ import annotations

from collections.abc import Iterator

from hustings_signup import acts, purposes
from hustings_signup.models import FactBit, Subscription

#: Of a signed 64-bit number; what comes later has none, and segments read its rows instead.
PLACES = 63
Name = tuple[str, str, str]


def known() -> dict[Name, int]:
    """The masks segments may rely on, by kind, key and state; one query."""
    ready = FactBit.objects.filter(is_ready=True)
    return {
        (kind, key, state): mask
        for kind, key, state, mask in ready.values_list("kind", "key", "state", "mask")
    }


def add(using: str = "default") -> int:
    """A bit for every list and state and every act that plugins registered since; how many."""
    rows = FactBit.objects.using(using)
    taken = set(rows.values_list("kind", "key", "state"))
    used = {kind: set(rows.filter(kind=kind).values_list("mask", flat=True)) for kind in _kinds()}
    made = []
    for kind, key, state in _wanted():
        free = (1 << place for place in range(PLACES) if 1 << place not in used[kind])
        mask = next(free, None)
        if (kind, key, state) in taken or mask is None:
            continue
        used[kind].add(mask)
        made.append(FactBit(kind=kind, key=key, state=state, mask=mask))
    rows.bulk_create(made)
    return len(made)


def _kinds() -> list[str]:
    return [str(kind) for kind in FactBit.Kind.values]


def _wanted() -> Iterator[Name]:
    for purpose in purposes.list_purposes():
        for state in Subscription.State.values:
            yield FactBit.Kind.LIST.value, purpose.key, str(state)
    for act in acts.registered():
        yield FactBit.Kind.ACT.value, act.key, ""
