"""Everything that is stored, as text: every row of every table, every file."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from hustings_signup import keys, mailbox

#: Where keyed hashes of an erased mailbox may stand (consent.md R12).
MAY_HOLD_HASHES = {"hustings_signup_consentrecord", "hustings_signup_suppression"}


def rows() -> Iterator[tuple[str, str]]:
    """(table, row as text), whatever made the table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, " ".join(as_text(value) for value in row)


def as_text(value: object) -> str:
    """Bytes as the text they may be."""
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def files(*folders: Path) -> Iterator[tuple[str, str]]:
    """(path, content) of every file below."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield str(path), path.read_bytes().decode("utf-8", "replace")


def traces(address: str, *names: str) -> dict[str, list[str]]:
    """What to look for: plain words anywhere, hashes anywhere but where they may stand."""
    box = mailbox.parse(address)
    spelled = {box.typed, box.canonical, box.folded}
    plain = {*spelled, *names, box.canonical.partition("@")[0]}
    digests = {
        made(text.encode()).hexdigest()
        for text in spelled
        for made in (hashlib.md5, hashlib.sha256, hashlib.sha1)
    }
    contexts = ("suppression", "duplicate", "mailbox-limit", "rights-limit", "staff-search",
                "import-bar")  # fmt: skip
    keyed = {
        hashed.partition(":")[2]
        for text in {*spelled, *(name.casefold() for name in names)}
        for context in contexts
        for hashed in keys.keyed_hashes(text, context=context)
    }
    return {"plain": sorted(plain | digests), "keyed": sorted(keyed)}


def hits(found: Iterator[tuple[str, str]], wanted: dict[str, list[str]]) -> list[str]:
    """Where any of it stands: "table: what"."""
    where = []
    for place, text in found:
        lowered = text.casefold()
        allowed = place in MAY_HOLD_HASHES
        words = wanted["plain"] + ([] if allowed else wanted["keyed"])
        where += [f"{place}: {word}" for word in words if word.casefold() in lowered]
    return where
