"""Writes one chunk of weighed rows, in bulk, inside the run's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hustings_home import places
from hustings_signup import keys, ledger, purposes
from hustings_signup.importing import formats
from hustings_signup.importing.judging import Judged
from hustings_signup.importing.known import Known
from hustings_signup.importing.weighing import Outcome, Weighed
from hustings_signup.importing.wording import Wordings
from hustings_signup.models import (
    ConsentEvidence,
    ConsentRecord,
    Identifier,
    ImportAsk,
    ImportBatch,
    Link,
    SubjectLink,
    Subscription,
    Supporter,
)

TOLD = ("given_name", "family_name", "postcode", "town", "department", "locale")


@dataclass(frozen=True)
class Written:
    """The rows with their people, the ids of people just made, and whoever must be indexed."""

    rows: list[Weighed]
    new: frozenset[int]
    changed: list[int]


def facts(row: Judged) -> dict[str, str]:
    """What a row tells of a person; a postcode resolves to its town as in a form."""
    place = places.resolve(row.postcode) if row.postcode else None
    return {
        "given_name": row.given_name,
        "family_name": row.family_name,
        "postcode": row.postcode,
        "town": row.town or (place.town if place else ""),
        "department": place.department if place else "",
        "locale": row.locale,
    }


def write_people(
    batch: ImportBatch,
    rows: Sequence[Weighed],
    *,
    known: Known,
    wordings: Wordings,
    at: datetime,
) -> Written:
    """Consents with proof, new numbers, newer names of people who only ever were imported."""
    strangers = [w for w in rows if w.outcome == Outcome.CONSENT and w.supporter is None]
    made = Supporter.objects.bulk_create(
        Supporter(
            site_id=batch.site_id,
            email=w.row.typed,
            email_canonical=w.row.canonical,
            created_at=at,
            **facts(w.row),
        )
        for w in strangers
    )
    SubjectLink.objects.bulk_create(SubjectLink(supporter=person) for person in made)
    by_address = {person.email_canonical: person for person in made}
    rows = [
        replace(w, supporter=by_address.get(w.row.canonical, w.supporter)) if not w.row.fault else w
        for w in rows
    ]
    consents = [w for w in rows if w.outcome == Outcome.CONSENT]
    _consents(batch, consents, wordings=wordings, at=at)
    updated = _update(rows, known=known)
    _identifiers(batch, rows, known=known)
    new = frozenset(person.pk for person in made)
    return Written(rows, new, [*new, *updated])


def _consents(
    batch: ImportBatch, rows: Sequence[Weighed], *, wordings: Wordings, at: datetime
) -> None:
    people = [w.supporter for w in rows if w.supporter]
    subjects = dict(
        SubjectLink.objects.filter(supporter__in=people).values_list("supporter_id", "subject")
    )
    records, proof, subscriptions = [], [], []
    site_name = f"{batch.site.hostname}:{batch.site.port}"
    version = purposes.get(batch.purpose).version
    for w in rows:
        row, person = w.row, w.supporter
        assert person is not None and row.at is not None  # noqa: S101 - grade A
        notice = wordings.notice(row.words, row.locale)
        evidence = ledger.evidence(
            kind=ConsentEvidence.Kind.SUBMISSION,
            subject=subjects[person.pk],
            submission=batch.uuid,
            content={
                "import": str(batch.uuid),
                "format": batch.format,
                "file_sha256": batch.file_sha256,
                "row": row.number,
                "stated_at": ledger.moment(row.at),
                "stated_where": row.source,
                "file_from": batch.origin,
            },
            at=at,
        )
        proof.append(evidence)
        records.append(
            ledger.sealed_record(
                site_id=batch.site_id,
                site_name=site_name,
                subject=subjects[person.pk],
                purpose=batch.purpose,
                purpose_version=version,
                type=ConsentRecord.Type.IMPORTED.value,
                # When the person said it: what R11 compares. When we took it over is
                # recorded_at, by the clock of the database.
                occurred_at=row.at,
                actor=ConsentRecord.Actor.STAFF.value,
                channel=ConsentRecord.Channel.IMPORT.value,
                source=batch.source,
                submission=batch.uuid,
                notice_sha256=notice.sha256,
                label_sha256=ledger.sha256(row.words),
                locale=row.locale,
                submission_commitment=evidence.commitment,
            )
        )
        subscriptions.append(
            Subscription(
                supporter=person,
                purpose=batch.purpose,
                state=Subscription.State.ACTIVE,
                since=row.at,
                notice_sha256=notice.sha256,
            )
        )
    ConsentEvidence.objects.bulk_create(proof)
    ConsentRecord.objects.bulk_create(records)
    Subscription.objects.bulk_create(subscriptions)
    # Who was to be asked for want of proof need not be any more.
    ImportAsk.objects.filter(
        site_id=batch.site_id,
        purpose=batch.purpose,
        email_canonical__in=[w.row.canonical for w in rows],
    ).delete()
    Link.objects.bulk_create(_stop_links(people, at=at), ignore_conflicts=True)


def _stop_links(people: Iterable[Supporter], *, at: datetime) -> list[Link]:
    """Every mail needs its way to stop (R8); a form makes it on confirming."""
    number = keys.newest_token_key()
    links = []
    for person in people:
        link = Link(kind="unsubscribe", key_number=number, supporter=person, created_at=at)
        link.token_hash = keys.token_hash(keys.token(link.kind, str(link.uuid), number))
        links.append(link)
    return links


def _update(rows: Iterable[Weighed], *, known: Known) -> list[int]:
    """Newer names and places, never of somebody who told us something (R15: no enrichment)."""
    changed = []
    for w in rows:
        person = w.supporter
        if w.outcome != Outcome.KNOWN or person is None or person.pk in known.told_us:
            continue
        newer = {name: value for name, value in facts(w.row).items() if value}
        if any(getattr(person, name) != value for name, value in newer.items()):
            for name, value in newer.items():
                setattr(person, name, value)
            changed.append(person)
    Supporter.objects.bulk_update(changed, TOLD)
    return [person.pk for person in changed]


def _identifiers(batch: ImportBatch, rows: Iterable[Weighed], *, known: Known) -> None:
    taken = {Outcome.CONSENT, Outcome.KNOWN}
    Identifier.objects.bulk_create(
        Identifier(
            site_id=batch.site_id,
            supporter=w.supporter,
            system=formats.SYSTEMS[batch.format],
            key=w.row.key,
            batch=batch,
        )
        for w in rows
        if w.outcome in taken and w.supporter and w.row.key and w.row.key not in known.identifiers
    )
