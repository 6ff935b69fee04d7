"""The dry run: every row weighed and counted, nothing written but the counts (R10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from hustings_signup.importing import tagwords
from hustings_signup.importing.counts import Tally, clear_results
from hustings_signup.importing.known import known_of
from hustings_signup.importing.progress import Progress
from hustings_signup.importing.rows import index_of, judged_rows
from hustings_signup.importing.tagwords import Kind
from hustings_signup.importing.targets import REPEATABLE, Target
from hustings_signup.importing.weighing import weigh
from hustings_signup.models import ImportBatch

State = ImportBatch.State
OPEN = (State.READ, State.CHECKED)


class WrongMapping(ValueError):
    """`code`: email (no column is the address), twice (two columns for one thing) or tags (a
    column of tags holds something else)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def assign(*, batch: ImportBatch, mapping: Mapping[str, str], words: str, source: str) -> bool:
    """Keep what each column becomes, and find the tags; a check made before is void. False when
    it is too late."""
    chosen = {column: str(mapping.get(column, "")) for column in batch.mapping}
    wanted = [target for target in chosen.values() if target not in REPEATABLE]
    if Target.EMAIL not in wanted:
        raise WrongMapping("email")
    if len(wanted) != len(set(wanted)):
        raise WrongMapping("twice")
    try:
        found = tagwords.look(batch, chosen)
    except tagwords.TooManyTags:
        raise WrongMapping("tags") from None
    there = {tag.name for tag in found or ()}
    return _keep(
        batch,
        mapping=chosen,
        words=words,
        words_source=source,
        tags_found=tagwords.stored(found),
        tags_taken=[name for name in batch.tags_taken if name in there],
    )


def choose_tags(*, batch: ImportBatch, names: Collection[str], all_words: bool = False) -> bool:
    """Keep which tags are put on people; a check made before is void. Those that may not be
    taken are left out. `all_words`: also every one that is neither a fact nor doubtful. False
    when it is too late."""
    wanted = set(names)
    if all_words:
        wanted |= {tag.name for tag in tagwords.choosable(batch) if tag.kind is Kind.WORD}
    return _keep(batch, tags_taken=tagwords.chosen(batch, wanted))


def _keep(batch: ImportBatch, **fields: Any) -> bool:
    return bool(
        ImportBatch.objects.filter(pk=batch.pk, state__in=OPEN).update(
            state=State.READ, counts={}, **fields
        )
    )


@transaction.atomic
def start_check(*, batch: ImportBatch) -> bool:
    """Let the worker weigh every row; False when it is under way or too late."""
    from hustings_signup.importing.tasks import check_import

    claimed = ImportBatch.objects.filter(pk=batch.pk, state__in=OPEN).update(
        state=State.CHECKING, queued_at=timezone.now(), failure=""
    )
    if claimed:
        check_import.enqueue(batch.pk)
    return bool(claimed)


def check(batch_id: int, *, now: datetime | None = None) -> str:
    """Weigh every row of a batch that waits for it; the state it ends in ("" for none)."""
    batch = ImportBatch.objects.filter(pk=batch_id, state=State.CHECKING).first()
    if batch is None:
        return ""
    now = now or timezone.now()
    progress = Progress(batch, passes=2)
    clear_results(batch)
    index = index_of(batch, now=now, progress=progress)
    tally = Tally(batch)
    for rows in judged_rows(batch, now=now):
        known = known_of(batch, rows)
        tally.store(weigh(batch, row, index=index, known=known) for row in rows)
        progress.add(len(rows))
    progress.end()
    ended = ImportBatch.objects.filter(pk=batch_id, state=State.CHECKING).update(
        state=State.CHECKED, counts=tally.counts
    )
    return State.CHECKED if ended else ""
