"""Receipts: what a person agreed to, for their own file, in the terms of ISO/IEC TS 27560:2023.

One structure for machines; `readable` turns it into a text in the language active now.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hustings_home.models import IdentitySettings
from hustings_signup import ledger, purposes
from hustings_signup.models import ConsentRecord, Notice, Submission
from hustings_signup.proof.receipt_text import readable

__all__ = ["SCHEMA", "Receipt", "for_submission", "readable", "receipt"]

SCHEMA = "ISO/IEC TS 27560:2023"
#: GDPR: withdraw, access, rectification, erasure, restriction, portability, complaint.
RIGHTS = [f"gdpr:{article}" for article in ("A7-3", "A15", "A16", "A17", "A18", "A20", "A77")]

Receipt = dict[str, Any]


def receipt(record: ConsentRecord) -> Receipt:
    """The receipt of one record."""
    return _build(f"urn:uuid:{record.uuid}", [record])


def for_submission(submission: Submission) -> Receipt | None:
    """One receipt for all that one press confirmed; None before it was confirmed."""
    given = ConsentRecord.objects.filter(
        submission=submission.uuid, type=ConsentRecord.Type.GIVEN
    ).order_by("pk")
    records = list(given.select_related("site"))
    return _build(f"urn:uuid:{submission.uuid}", records) if records else None


def _build(receipt_id: str, records: Sequence[ConsentRecord]) -> Receipt:
    first = records[0]
    notice = Notice.objects.filter(sha256=first.notice_sha256).first()
    content: dict[str, Any] = notice.content if notice else {}
    return {
        "schema_version": SCHEMA,
        "receipt_id": receipt_id,
        "pii_principal_id": f"urn:uuid:{first.subject}",
        "pii_processing": {
            "language": first.locale,
            "privacy_notice": _notice(notice) if notice else None,
            "purposes": [_purpose(record, notice, content) for record in records],
        },
        "party_identification": _parties(first, content),
        "event": [_event(record) for record in records],
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "title": notice.content["title"],
        "version": notice.version,
        "language": notice.locale,
        "text": notice.body,
        "sha256": notice.sha256,
        "published_at": ledger.moment(notice.published_at),
    }


def _purpose(
    record: ConsentRecord, notice: Notice | None, content: dict[str, Any]
) -> dict[str, Any]:
    offered: dict[str, Any] = next(
        (o for o in content.get("purposes", []) if o["purpose"] == record.purpose), {}
    )
    return {
        "purpose": record.purpose,
        "purpose_version": record.purpose_version,
        "purpose_type": purposes.label_of(record.purpose, record.site_id),
        # The words beside the box or on the button, and the hash of them the ledger holds.
        "words": notice.label_for(record.purpose) if notice else "",
        "words_sha256": record.label_sha256,
        "lawful_basis": offered.get("legal_basis", []),
        "pii_controllers": ["controller"],
        "collection_method": record.channel,
        "retention_period": content.get("retention", ""),
        "recipient_third_parties": _lines(content.get("recipients", "")),
        "geographic_restrictions": _lines(content.get("outside_eu", "")),
        "withdrawal_method": content.get("withdrawal", ""),
        "privacy_rights": RIGHTS,
    }


def _parties(record: ConsentRecord, content: dict[str, Any]) -> list[dict[str, str]]:
    identity = IdentitySettings.read(record.site)
    controller = {
        "party_id": "controller",
        "party_role": "pii_controller",
        "party_name": content.get("controller", "") or identity.publisher,
        "party_email": identity.data_contact_email,
        "party_address": identity.data_postal_address,
    }
    return [
        controller,
        *(
            {"party_id": f"processor-{n}", "party_role": "pii_processor", "party_name": name}
            for n, name in enumerate(_lines(content.get("processors", "")), start=1)
        ),
    ]


def _event(record: ConsentRecord) -> dict[str, Any]:
    return {
        "event_time": ledger.moment(record.occurred_at),
        "event_type": "explicit",
        "event_state": record.type,
        "entity_id": record.actor,
        "purpose": record.purpose,
        "channel": record.channel,
        "control": record.control,
        "site": record.site_name,
        "page": record.page_path,
        "source": record.source,
        "record_id": f"urn:uuid:{record.uuid}",
        "record_hash": record.record_hash,
        "hash_version": record.hash_version,
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
