"""Undoes a whole batch: whoever only it brought goes, whoever acted since keeps what they did."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from hustings_signup import ledger
from hustings_signup.erasure import recalls
from hustings_signup.importing import relating, telling
from hustings_signup.importing.upkeep import KEEP
from hustings_signup.models import (
    ConsentEvidence,
    ConsentRecord,
    ExportRecord,
    Identifier,
    ImportBar,
    ImportBatch,
    ImportResult,
    Subscription,
    Supporter,
)
from hustings_signup.services.withdrawing import REPEATED

logger = logging.getLogger(__name__)
CHUNK = 500
State, Type = ImportBatch.State, ConsentRecord.Type


def is_undoable(batch: ImportBatch) -> bool:
    """Whether it was imported, and it is still known who came by it."""
    if batch.state != State.DONE or batch.finished_at is None:
        return False
    return batch.finished_at > timezone.now() - KEEP


@transaction.atomic
def start_undo(*, batch: ImportBatch) -> bool:
    """Let the worker undo it; False when it was not imported, is being undone already, or 30 days
    are over."""
    from hustings_signup.importing.tasks import undo_import

    now = timezone.now()
    claimed = ImportBatch.objects.filter(
        pk=batch.pk, state=State.DONE, finished_at__gt=now - KEEP
    ).update(state=State.UNDOING, queued_at=now, failure="")
    if claimed:
        undo_import.enqueue(batch.pk)
    return bool(claimed)


def undo(batch_id: int, *, now: datetime | None = None) -> str:
    """Undo a batch that waits for it, in one transaction; the state it ends in."""
    try:
        return _undo(batch_id, now=now or timezone.now())
    except Exception as error:  # the batch must not hang: staff see it and may try again
        logger.error("Undoing import %s failed: %s", batch_id, type(error).__name__)
        ImportBatch.objects.filter(pk=batch_id, state=State.UNDOING).update(
            state=State.DONE, failure=type(error).__name__[:60]
        )
        return State.DONE


@transaction.atomic
def _undo(batch_id: int, *, now: datetime) -> str:
    claimed = ImportBatch.objects.filter(pk=batch_id, state=State.UNDOING).update(
        state=State.UNDONE, undone_at=now
    )
    if not claimed:
        return ""
    batch = ImportBatch.objects.get(pk=batch_id)
    taken = ImportResult.objects.filter(
        batch=batch, outcome=ImportResult.Outcome.CONSENT, supporter__isnull=False
    )
    ids = list(taken.order_by("supporter").values_list("supporter_id", flat=True))
    telling.stop(batch, at=now)
    taken_back = relating.take_back(batch)
    ended = gone = 0
    for first in range(0, len(ids), CHUNK):
        chunk_ended, chunk_gone = _undo_people(batch, ids[first : first + CHUNK], at=now)
        ended, gone = ended + chunk_ended, gone + chunk_gone
    Identifier.objects.filter(batch=batch).delete()
    batch.asks.all().delete()
    ImportBar.objects.filter(batch=batch).exclude(reason=ImportBar.Reason.ASKED).delete()
    counts = batch.counts | {"undone": {"consents": ended, "people": gone} | taken_back}
    ImportBatch.objects.filter(pk=batch_id).update(counts=counts)
    return State.UNDONE


def _undo_people(batch: ImportBatch, ids: Sequence[int], *, at: datetime) -> tuple[int, int]:
    """(consents ended, people gone) of one chunk."""
    people = list(
        Supporter.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    )
    subjects = {
        person.subject_link.subject: person
        for person in Supporter.objects.filter(pk__in=ids).select_related("subject_link")
    }
    standing = _standing(batch, list(subjects))
    ours = {subject: record for subject, record in standing.items() if _is_of(record, batch)}
    ConsentRecord.objects.bulk_create(
        ledger.sealed_record(
            **{name: getattr(record, name) for name in ("site_id", *REPEATED)},
            type=Type.INVALIDATED.value,
            occurred_at=at,
            actor=ConsentRecord.Actor.STAFF.value,
            channel=ConsentRecord.Channel.IMPORT.value,
        )
        for record in ours.values()
    )
    touched = [subjects[subject].pk for subject in ours]
    Subscription.objects.filter(
        supporter__in=touched, purpose=batch.purpose, state=Subscription.State.ACTIVE
    ).update(state=Subscription.State.WITHDRAWN, since=at)
    going = _only_ours(batch, touched)
    gone_subjects = [subject for subject, person in subjects.items() if person.pk in going]
    ConsentEvidence.objects.filter(subject__in=gone_subjects).delete()
    if ExportRecord.objects.filter(site=batch.site_id, started_at__gte=batch.finished_at).exists():
        for person in people:
            if person.pk in going:
                recalls.recall(person, at=at)  # whoever took a file away deletes them too
    Supporter.objects.filter(pk__in=going).delete()
    return len(ours), len(going)


def _standing(batch: ImportBatch, subjects: list[UUID]) -> dict[UUID, ConsentRecord]:
    """The last statement of each subject for the purpose, in the order of the ledger."""
    records = ConsentRecord.objects.filter(
        site_id=batch.site_id,
        subject__in=subjects,
        purpose=batch.purpose,
        type__in=ConsentRecord.DECIDES,
    ).order_by("pk")
    return {record.subject: record for record in records}


def _is_of(record: ConsentRecord, batch: ImportBatch) -> bool:
    return record.type == Type.IMPORTED and record.submission == batch.uuid


def _only_ours(batch: ImportBatch, ids: Sequence[int]) -> set[int]:
    """Whom this batch brought, who never sent us a form, and whom no later batch knows."""
    elsewhere = ImportResult.objects.filter(supporter=OuterRef("pk")).exclude(batch=batch)
    return set(
        Supporter.objects.filter(
            pk__in=ids,
            import_results__batch=batch,
            import_results__is_new=True,
            email_verified_at=None,
            submissions=None,
        )
        .exclude(Exists(elsewhere.filter(batch__state=State.DONE)))
        .values_list("pk", flat=True)
    )
