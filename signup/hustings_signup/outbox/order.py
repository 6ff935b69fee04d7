"""Which mail of a mailbox goes first, and which of them say the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from hustings_signup import mails
from hustings_signup.models import Outbox

State = Outbox.State
#: A mail waits at most this long behind an older one of the same person that does not leave.
PATIENCE = timedelta(hours=1)


def without_elders(rows: QuerySet[Outbox], *, at: datetime) -> QuerySet[Outbox]:
    """Those of `rows` that no older mail of the same person holds up any more.

    One that is planned for later holds nobody up; one that was given up does not either.
    """
    elders = Outbox.objects.filter(
        _holds_up(at), supporter=OuterRef("supporter"), pk__lt=OuterRef("pk")
    )
    return rows.filter(~Exists(elders) | Q(created_at__lte=at - PATIENCE))


def elders_of(row_id: int, *, at: datetime) -> QuerySet[Outbox]:
    """The mails that hold this one up and that nobody is sending."""
    own = Outbox.objects.filter(pk=row_id).values("supporter")
    elders = Outbox.objects.filter(_holds_up(at), supporter__in=own, pk__lt=row_id)
    return elders.exclude(state=State.RUNNING).order_by("pk")


def _holds_up(at: datetime) -> Q:
    return Q(state__in=[State.RUNNING, State.RETRY, State.BLOCKED]) | Q(
        state=State.QUEUED, due_at__lte=at
    )


def next_of(row: Outbox, *, at: datetime) -> int | None:
    """The mail that waited behind this one; None when there is none."""
    if row.supporter_id is None:
        return None
    younger = Outbox.objects.filter(
        supporter=row.supporter_id, pk__gt=row.pk, state__in=Outbox.WAITING, due_at__lte=at
    )
    return younger.order_by("pk").values_list("pk", flat=True).first()


def fold(row: Outbox, *, at: datetime) -> int:
    """End the other waiting wishes that this mail fulfils too; how many.

    Called before the mail is built: whatever they wanted to say is in the database by then, and
    is read now. One written later is not touched, and has a mail of its own.
    """
    if not mails.folds(row.kind):
        return 0
    same = Outbox.objects.filter(
        Q(state=State.QUEUED, due_at__lte=at) | Q(state__in=[State.RETRY, State.BLOCKED]),
        site=row.site_id,
        kind=row.kind,
        supporter=row.supporter_id,
        submission=row.submission_id,
        account=row.account_id,
    ).exclude(pk=row.pk)
    return same.update(state=State.UNWANTED, finished_at=at, leased_until=None, failure="")
