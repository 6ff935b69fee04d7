"""Ends what ran out: the ledger says `expired`, by the system, for a retention period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hustings_signup import ledger, purposes
from hustings_signup.models import ConsentRecord, Subscription
from hustings_signup.services.withdrawing import REPEATED

ENDED_BY_ITSELF = {
    "type": ConsentRecord.Type.EXPIRED.value,
    "actor": ConsentRecord.Actor.SYSTEM.value,
}
ENDED_BY_TIME = ENDED_BY_ITSELF | {"channel": ConsentRecord.Channel.RETENTION.value}


def expire_subscriptions(rows: Iterable[Subscription], *, at: datetime) -> int:
    """Set them to expired, with a record each; how many. Inside the caller's transaction."""
    return end_subscriptions(
        rows,
        state=Subscription.State.EXPIRED,
        channel=ConsentRecord.Channel.RETENTION,
        source="",
        at=at,
    )


def end_subscriptions(
    rows: Iterable[Subscription], *, state: str, channel: str, source: str, at: datetime
) -> int:
    """End them, by nobody's word, with a record each; how many. Inside the caller's transaction.

    Rows come with `supporter__site` and `supporter__subject_link`. One that changed its state
    since it was read is left alone.
    """
    ended = [
        row
        for row in rows
        if Subscription.objects.filter(pk=row.pk, state=row.state).update(state=state, since=at)
    ]
    ConsentRecord.objects.bulk_create(
        ledger.sealed_record(
            **_of_subscription(row),
            **ENDED_BY_ITSELF,
            channel=str(channel),
            source=source,
            occurred_at=at,
        )
        for row in ended
    )
    return len(ended)


def _of_subscription(row: Subscription) -> dict[str, Any]:
    site = row.supporter.site
    return {
        "site": site,
        "site_name": f"{site.hostname}:{site.port}",
        "subject": row.supporter.subject_link.subject,
        "purpose": row.purpose,
        "purpose_version": purposes.get(row.purpose).version,
        "notice_sha256": row.notice_sha256,
        "locale": row.supporter.locale,
    }


def expire_acts(statements: Iterable[ConsentRecord], *, at: datetime) -> None:
    """Append `expired` for what was asked for or given in one act (a signature, a registration),
    each for the very statement it ends. Inside the caller's transaction."""
    ConsentRecord.objects.bulk_create(
        ledger.sealed_record(
            **{name: getattr(record, name) for name in REPEATED},
            **ENDED_BY_TIME,
            site_id=record.site_id,
            occurred_at=at,
        )
        for record in statements
    )
