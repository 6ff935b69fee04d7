"""Takes over refusals, unsubscribes and bounces: they reduce, and later imports meet them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hustings_signup import services
from hustings_signup.importing.judging import Judged
from hustings_signup.importing.known import bar_hash
from hustings_signup.importing.weighing import Outcome, Weighed
from hustings_signup.models import (
    ConsentRecord,
    ImportAsk,
    ImportBar,
    ImportBatch,
    Subscription,
    Supporter,
)

LIVE = (Subscription.State.ACTIVE, Subscription.State.PENDING)
REASONS = {"refused": ImportBar.Reason.REFUSED, "bounced": ImportBar.Reason.BOUNCED}


def write_refusals(batch: ImportBatch, rows: Iterable[Weighed], *, at: datetime) -> int:
    """Bar each mailbox from imports and end what it had for the purpose; how many were ended."""
    against = [w for w in rows if w.outcome == Outcome.REFUSAL]
    ImportBar.objects.bulk_create(
        (
            ImportBar(
                site_id=batch.site_id,
                mailbox_hash=bar_hash(w.row.canonical),
                reason=REASONS[w.reason],
                batch=batch,
                created_at=at,
            )
            for w in against
        ),
        ignore_conflicts=True,
    )
    asks = ImportAsk.objects.filter(
        site_id=batch.site_id, email_canonical__in=[w.row.canonical for w in against]
    )
    asks.delete()
    return sum(_end(batch, w.row, w.supporter, w.reason, at=at) for w in against if w.supporter)


def _end(
    batch: ImportBatch, row: Judged, supporter: Supporter, reason: str, *, at: datetime
) -> int:
    """A no of long ago does not undo what its holder said to us since; an undated one does."""
    live = supporter.subscriptions.filter(purpose=batch.purpose, state__in=LIVE).first()
    if live is None:
        return 0
    if row.at is not None and row.at < live.since:
        return 0
    if reason == "bounced" and supporter.email_verified_at:
        return 0  # our own mail did arrive
    services.withdraw(
        supporter=supporter,
        purpose_keys=[batch.purpose],
        channel=ConsentRecord.Channel.IMPORT,
        actor=ConsentRecord.Actor.STAFF,
        at=at,
    )
    return 1
