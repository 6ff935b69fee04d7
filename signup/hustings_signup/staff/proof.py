"""A consent as staff can show it to a person, a journalist or a regulator: words and proof."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from hustings_signup import ledger, purposes
from hustings_signup.models import ConsentEvidence, ConsentRecord, Notice, Supporter

LEFT_EMPTY = {ConsentRecord.Type.NOT_GIVEN}


@dataclass(frozen=True)
class EvidenceProof:
    """What lies behind a commitment: its content, or None once it was destroyed."""

    kind: str
    commitment: str
    content: dict[str, object] | None
    matches: bool | None


@dataclass(frozen=True)
class ConsentProof:
    """One record of the ledger with the words it stands for and what can be checked now."""

    record: ConsentRecord
    purpose: str
    notice: Notice | None
    words: str
    #: The record's own hash, computed again just now, equals the one stored.
    hash_matches: bool
    #: The words shown are those whose hash the record holds; None when it holds none.
    words_match: bool | None
    confirms: ConsentRecord | None = None
    confirmed_by: list[ConsentRecord] = field(default_factory=list)
    evidence: list[EvidenceProof] = field(default_factory=list)

    @property
    def is_yes(self) -> bool:
        """Whether it states a confirmed consent."""
        return self.record.type in ConsentRecord.YES

    @property
    def is_against(self) -> bool:
        """Whether it states an end."""
        return self.record.type in ConsentRecord.NO


def proofs(supporter: Supporter) -> list[ConsentProof]:
    """Every record about a person, newest first; four queries however many there are."""
    link = getattr(supporter, "subject_link", None)
    if link is None:
        return []
    records = list(
        ConsentRecord.objects.filter(site_id=supporter.site_id, subject=link.subject).order_by(
            "-occurred_at", "-pk"
        )
    )
    notices = {
        notice.sha256: notice
        for notice in Notice.objects.filter(
            sha256__in={record.notice_sha256 for record in records if record.notice_sha256}
        )
    }
    evidence = {row.commitment: row for row in ConsentEvidence.objects.filter(subject=link.subject)}
    by_uuid = {record.uuid: record for record in records}
    answers: dict[UUID, list[ConsentRecord]] = defaultdict(list)
    for record in records:
        if record.confirms:
            answers[record.confirms].append(record)
    return [
        _proof(
            record,
            notice=notices.get(record.notice_sha256),
            confirms=by_uuid.get(record.confirms) if record.confirms else None,
            confirmed_by=answers[record.uuid],
            evidence=evidence,
        )
        for record in records
    ]


def _proof(
    record: ConsentRecord,
    *,
    notice: Notice | None,
    confirms: ConsentRecord | None,
    confirmed_by: list[ConsentRecord],
    evidence: dict[str, ConsentEvidence],
) -> ConsentProof:
    words = notice.label_for(record.purpose) if notice else ""
    return ConsentProof(
        record=record,
        purpose=purposes.label_of(record.purpose, record.site_id),
        notice=notice,
        words=words,
        hash_matches=ledger.record_hash(record) == record.record_hash,
        words_match=(ledger.sha256(words) == record.label_sha256 if record.label_sha256 else None),
        confirms=confirms,
        confirmed_by=confirmed_by,
        evidence=[
            _evidence(kind, commitment, evidence.get(commitment))
            for kind, commitment in (
                (ConsentEvidence.Kind.NETWORK, record.network_commitment),
                (ConsentEvidence.Kind.SUBMISSION, record.submission_commitment),
            )
            if commitment
        ],
    )


def _evidence(
    kind: ConsentEvidence.Kind, commitment: str, row: ConsentEvidence | None
) -> EvidenceProof:
    if row is None:
        return EvidenceProof(str(kind.label), commitment, None, None)
    found = ledger.commitment(row.salt, row.content)
    return EvidenceProof(str(kind.label), commitment, row.content, found == commitment)
