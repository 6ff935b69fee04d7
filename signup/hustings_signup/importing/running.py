"""The import itself: one transaction, claimed inside it, so that a killed worker leaves nothing.

What needs no write comes before it.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from hustings_signup import services
from hustings_signup.importing.asking import write_asks
from hustings_signup.importing.barring import write_refusals
from hustings_signup.importing.counts import Tally, clear_results, people
from hustings_signup.importing.known import known_of
from hustings_signup.importing.progress import Progress
from hustings_signup.importing.relating import TagRows, write_extras
from hustings_signup.importing.rows import Index, index_of, judged_rows
from hustings_signup.importing.telling import TELL_AFTER
from hustings_signup.importing.uploading import discard_rows
from hustings_signup.importing.weighing import weigh
from hustings_signup.importing.wording import Wordings
from hustings_signup.importing.writing import write_people
from hustings_signup.models import ImportBatch, ImportRow, Supporter

logger = logging.getLogger(__name__)
State = ImportBatch.State
#: A form may be sent by somebody of the file at the same moment: then everything once more.
ATTEMPTS = 3
INDEXED = 1000


class WrongNumber(ValueError):
    """The number typed is not the number of people."""


@transaction.atomic
def start(*, batch: ImportBatch, typed: int) -> bool:
    """Let the worker import; WrongNumber, or False when a first press has already done it."""
    from hustings_signup.importing.tasks import run_import

    if typed != people(batch):
        raise WrongNumber
    claimed = ImportBatch.objects.filter(
        pk=batch.pk, state=State.CHECKED, queued_at=batch.queued_at
    ).update(state=State.QUEUED, queued_at=timezone.now(), failure="")
    if claimed:
        run_import.enqueue(batch.pk)
    return bool(claimed)


def run(batch_id: int, *, now: datetime | None = None) -> str:
    """Import a batch that waits for it; the state it ends in ("" when there was none)."""
    now = now or timezone.now()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            changed = _attempt(batch_id, now=now)
            break
        except IntegrityError:
            if attempt == ATTEMPTS:
                return _failed(batch_id, "IntegrityError")
        except Exception as error:  # the batch must not hang: staff see it and may try again
            logger.error("Import %s failed: %s", batch_id, type(error).__name__)
            return _failed(batch_id, type(error).__name__)
    if changed is None:
        return ""
    # After the commit: were this killed, the daily job finds who is not indexed.
    for first in range(0, len(changed), INDEXED):
        services.index_people(Supporter.objects.filter(pk__in=changed[first : first + INDEXED]))
    return State.DONE


def _attempt(batch_id: int, *, now: datetime) -> list[int] | None:
    """Ids of the people to be indexed; None when another worker was first."""
    batch = (
        ImportBatch.objects.select_related("site").filter(pk=batch_id, state=State.QUEUED).first()
    )
    if batch is None:
        return None
    # Before the transaction: while it lasts, SQLite lets nobody else write.
    progress = Progress(batch, passes=2)
    return _write(batch, index_of(batch, now=now, progress=progress), now=now, progress=progress)


@transaction.atomic
def _write(
    batch: ImportBatch, index: Index, *, now: datetime, progress: Progress
) -> list[int] | None:
    # The claim is part of the transaction: undone with everything else when the worker dies.
    claimed = ImportBatch.objects.filter(
        pk=batch.pk, state=State.QUEUED, queued_at=batch.queued_at
    ).update(state=State.DONE, finished_at=now)
    if not claimed:
        return None
    batch.state, batch.finished_at = State.DONE, now
    if ImportRow.objects.filter(batch=batch).count() != index.rows:
        # Somebody of the file had everything erased in the meantime.
        index = index_of(batch, now=now, progress=progress)
    clear_results(batch)
    tally = Tally(batch)
    wordings = Wordings(batch, at=now)
    tags = TagRows(batch, at=now)
    changed: list[int] = []
    ended = 0
    for rows in judged_rows(batch, now=now):
        known = known_of(batch, rows, lock=True)
        weighed = [weigh(batch, row, index=index, known=known) for row in rows]
        ended += write_refusals(batch, weighed, at=now)
        written = write_people(batch, weighed, known=known, wordings=wordings, at=now)
        extras = [(w.supporter, w.extras) for w in written.rows if w.supporter]
        write_extras(batch, extras, tags=tags, at=now)
        write_asks(batch, weighed, at=now)
        tally.store(written.rows, new=written.new, tell_at=now + TELL_AFTER)
        changed += written.changed
        progress.add(len(rows))
    discard_rows(batch)
    ImportBatch.objects.filter(pk=batch.pk).update(
        counts=tally.counts | {"ended": ended}, tags_found=None
    )
    progress.end()
    return changed


def _failed(batch_id: int, failure: str) -> str:
    """Back to where it was, with the class of what went wrong."""
    ImportBatch.objects.filter(pk=batch_id, state=State.QUEUED).update(
        state=State.CHECKED, failure=failure[:60]
    )
    return State.CHECKED
