"""The frozen format of the ledger: which fields are hashed, how, and how evidence is committed.

`hash_version` 1 covers `FIELDS_V1`, written as RFC 8785 JSON, hashed with SHA-256. A notice is
hashed the same way over `NOTICE_FIELDS`. The bytes are held by golden tests; a change of format is
a new version, never an edit of this one.
"""

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import rfc8785
from wagtail.models import Site

from hustings_signup.models.ledger import ConsentEvidence, ConsentRecord
from hustings_signup.models.notices import Notice

HASH_VERSION = 1
FIELDS_V1 = (
    "uuid",
    "site_name",
    "subject",
    "purpose",
    "purpose_version",
    "type",
    "occurred_at",
    "actor",
    "channel",
    "source",
    "page_path",
    "form_id",
    "form_version",
    "submission",
    "notice_sha256",
    "label_sha256",
    "locale",
    "control",
    "confirms",
    "network_commitment",
    "submission_commitment",
    "hash_version",
)
NOTICE_FIELDS = ("site_name", "slug", "version", "locale", "content")


def moment(at: datetime) -> str:
    """UTC, ISO 8601, always six decimals: `2026-11-22T16:40:04.000000Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(value: Any) -> bytes:
    """RFC 8785 (JSON Canonicalization Scheme) bytes."""
    return rfc8785.dumps(value)


def sha256(data: bytes | str) -> str:
    """Hexadecimal SHA-256; text as UTF-8."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def record_bytes(record: ConsentRecord) -> bytes:
    """The canonical bytes that `record_hash` covers."""
    return canonical({name: _plain(getattr(record, name)) for name in FIELDS_V1})


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, str):
        return str(value)  # a TextChoices member writes itself as its value
    return value


def record_hash(record: ConsentRecord) -> str:
    """SHA-256 of the record's canonical bytes."""
    return sha256(record_bytes(record))


def sealed_record(**fields: Any) -> ConsentRecord:
    """An unsaved record with its hash in place."""
    record = ConsentRecord(hash_version=HASH_VERSION, **fields)
    record.record_hash = record_hash(record)
    return record


def notice_bytes(notice: Notice) -> bytes:
    """The canonical bytes that a notice's `sha256` covers."""
    return canonical({name: getattr(notice, name) for name in NOTICE_FIELDS})


def notice_hash(notice: Notice) -> str:
    """SHA-256 of the notice's canonical bytes."""
    return sha256(notice_bytes(notice))


def frozen_notice(
    *, site: Site, slug: str, version: int, locale: str, content: dict[str, Any], at: datetime
) -> Notice:
    """An unsaved version of a notice with its hash in place."""
    notice = Notice(
        site=site,
        site_name=f"{site.hostname}:{site.port}",
        slug=slug,
        version=version,
        locale=locale,
        content=content,
        published_at=at,
    )
    notice.sha256 = notice_hash(notice)
    return notice


def commitment(salt: str, content: Mapping[str, Any]) -> str:
    """SHA-256(salt + canonical JSON): binds a record to evidence that may later be destroyed."""
    return sha256(salt.encode() + canonical(dict(content)))


def evidence(
    *,
    kind: str,
    subject: uuid.UUID,
    submission: uuid.UUID,
    content: Mapping[str, Any],
    at: datetime,
) -> ConsentEvidence:
    """Unsaved evidence with a fresh salt and its commitment."""
    salt = secrets.token_hex(16)
    return ConsentEvidence(
        kind=kind,
        subject=subject,
        submission=submission,
        salt=salt,
        content=dict(content),
        commitment=commitment(salt, content),
        created_at=at,
    )
