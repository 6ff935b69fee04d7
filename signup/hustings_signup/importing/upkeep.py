"""What ends by itself after an import (R10, R14), and tasks that a worker dropped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup.importing.counts import clear_results
from hustings_signup.importing.uploading import discard_rows
from hustings_signup.models import ImportAsk, ImportBatch, ImportResult
from hustings_signup.retention.rules import Basis, Rule

State = ImportBatch.State
#: Rows of a file nobody decided about; and how long a batch can be undone (consent.md R10).
KEEP = timedelta(days=30)
#: A task that a killed worker dropped is given again; a second one finds nothing to claim.
LOST_AFTER = timedelta(minutes=30)
OPEN = (State.READING, State.READ, State.CHECKING, State.CHECKED)


def due_asks(site: Site | None, at: datetime) -> QuerySet[ImportAsk]:
    """Asked and silent for 30 days, or never let be asked."""
    return ImportAsk.objects.filter(site=site, delete_at__lte=at)


def end_asks(rows: QuerySet[ImportAsk], at: datetime) -> int:
    """The row is everything there is of them."""
    return rows.delete()[1].get("hustings_signup.ImportAsk", 0)


def due_files(site: Site | None, at: datetime) -> QuerySet[ImportBatch]:
    """Files nobody decided about, and results of imports too old to be undone."""
    over = at - KEEP
    is_left = Q(state__in=OPEN, created_at__lte=over)
    results = ImportResult.objects.filter(batch=OuterRef("pk"))
    is_old = Q(state__in=[State.DONE, State.UNDONE], finished_at__lte=over) & Exists(results)
    return ImportBatch.objects.filter(is_left | is_old, site=site)


def end_files(rows: QuerySet[ImportBatch], at: datetime) -> int:
    """Rows and results go; counts stay."""
    found = list(rows)
    for batch in found:
        if not discard(batch=batch):
            clear_results(batch)
    return len(found)


RULES = [
    Rule(
        key="imports.asked",
        label=_("People of an imported file who were to be asked, and stayed silent"),
        period=_("30 days"),
        basis=Basis.CHOICE,
        due=due_asks,
        apply=end_asks,
        is_exempt_from_brake=True,
    ),
    Rule(
        key="imports.files",
        label=_("Uploaded files nobody decided about, and who came by which import"),
        period=_("30 days"),
        basis=Basis.CHOICE,
        due=due_files,
        apply=end_files,
        is_exempt_from_brake=True,
        batch=1,
    ),
]


def discard(*, batch: ImportBatch) -> bool:
    """Throw a batch away that was not imported; False when it was, or is being."""
    changed = ImportBatch.objects.filter(pk=batch.pk, state__in=OPEN).update(
        state=State.DISCARDED, finished_at=timezone.now(), tags_found=None, tags_taken=[]
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
