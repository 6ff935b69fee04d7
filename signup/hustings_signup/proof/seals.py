"""The frozen format of a seal: which bytes bind the records, and which bind the chain.

Seal version 1: a record's leaf is SHA-256("<record_hash> <recorded_at>"), `records_hash` is
SHA-256 over the leaves in order, and `seal_hash` is SHA-256 over the RFC 8785 JSON of `header`.
The bytes are held by a golden test; a change of format is a new version, never an edit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from hustings_signup import ledger
from hustings_signup.models import LedgerSeal

VERSION = 1
#: Bytes of each leaf kept in `LedgerSeal.leaves`.
SHORT = 8

Span = tuple[int, int]


def leaf(record_hash: str, recorded_at: datetime) -> bytes:
    """The 32 bytes that stand for one record in its seal."""
    return hashlib.sha256(f"{record_hash} {ledger.moment(recorded_at)}".encode()).digest()


def bind(leaves: Iterable[bytes]) -> tuple[int, str, bytes]:
    """Count, `records_hash`, and the shortened leaves of records in their order."""
    digest, short, count = hashlib.sha256(), bytearray(), 0
    for item in leaves:
        digest.update(item)
        short += item[:SHORT]
        count += 1
    return count, digest.hexdigest(), bytes(short)


def header(seal: LedgerSeal) -> dict[str, Any]:
    """What `seal_hash` covers."""
    return {
        "version": seal.version,
        "number": seal.number,
        "previous": seal.previous_hash,
        "count": seal.count,
        "total": seal.total,
        "records": seal.records_hash,
        "sealed_at": ledger.moment(seal.sealed_at),
    }


def seal_hash(seal: LedgerSeal) -> str:
    """SHA-256 of the header's canonical bytes."""
    return ledger.sha256(ledger.canonical(header(seal)))


def spans_between(first: int, last: int, present: Iterable[int]) -> list[Span]:
    """The ids of first..last that are not in `present` (ascending), as closed ranges."""
    spans: list[Span] = []
    expected = first
    for number in present:
        if number > expected:
            spans.append((expected, number - 1))
        expected = number + 1
    if expected <= last:
        spans.append((expected, last))
    return spans


def outside(first: int, last: int, spans: Iterable[Iterable[int]]) -> Iterator[int]:
    """The ids of first..last that are in none of the ascending spans."""
    expected = first
    for start, end in spans:
        yield from range(expected, start)
        expected = end + 1
    yield from range(expected, last + 1)
