"""What `tick` does for imports: ends what time has ended, and picks up what a worker dropped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from hustings_signup.importing.counts import clear_results
from hustings_signup.importing.uploading import discard_rows
from hustings_signup.models import ImportAsk, ImportBatch

State = ImportBatch.State
#: Rows of a file nobody decided about; and how long a batch can be undone (consent.md R10).
KEEP = timedelta(days=30)
BATCH = 500
#: A task that a killed worker dropped is given again; a second one finds nothing to claim.
LOST_AFTER = timedelta(minutes=30)
OPEN = (State.READING, State.READ, State.CHECKING, State.CHECKED)


def forget_silent() -> int:
    """Delete whoever was asked and stayed silent for 30 days, or was never asked at all."""
    due = ImportAsk.objects.filter(delete_at__lte=timezone.now())
    ids = list(due.values_list("pk", flat=True)[:BATCH])
    ImportAsk.objects.filter(pk__in=ids).delete()
    return len(ids)


def discard_old() -> int:
    """Throw away files nobody decided about, and forget who was in those imported long ago."""
    over = timezone.now() - KEEP
    count = 0
    for batch in ImportBatch.objects.filter(state__in=OPEN, created_at__lte=over):
        count += discard(batch=batch)
    ended = ImportBatch.objects.filter(
        state__in=[State.DONE, State.UNDONE], finished_at__lte=over, results__isnull=False
    )
    for batch in ended.distinct():
        clear_results(batch)
        count += 1
    return count


def discard(*, batch: ImportBatch) -> bool:
    """Throw a batch away that was not imported; False when it was, or is being."""
    changed = ImportBatch.objects.filter(pk=batch.pk, state__in=OPEN).update(
        state=State.DISCARDED, finished_at=timezone.now()
    )
    if changed:
        discard_rows(batch)
        clear_results(batch)
    return bool(changed)


def requeue_lost() -> int:
    """Give batches whose task was lost a new one; returns how many."""
    from hustings_signup.importing import tasks

    now = timezone.now()
    wanted: dict[str, Any] = {
        State.CHECKING: tasks.check_import,
        State.QUEUED: tasks.run_import,
        State.UNDOING: tasks.undo_import,
    }
    lost = ImportBatch.objects.filter(state__in=wanted, queued_at__lte=now - LOST_AFTER)
    count = 0
    for batch in lost:
        ImportBatch.objects.filter(pk=batch.pk, queued_at=batch.queued_at).update(queued_at=now)
        wanted[batch.state].enqueue(batch.pk)
        count += 1
    return count
