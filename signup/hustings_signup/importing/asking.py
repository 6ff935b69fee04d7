"""People without full proof: written down apart, released by a data officer, asked once (R10)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from hustings_signup import keys, limits, mailbox, outbox
from hustings_signup.importing import formats
from hustings_signup.importing.known import bar_hash, is_left_alone
from hustings_signup.importing.weighing import ASKED_BY, Outcome, Weighed
from hustings_signup.importing.writing import facts
from hustings_signup.models import (
    Hit,
    ImportAsk,
    ImportBar,
    ImportBatch,
    Notice,
    PeoplePermission,
    Subscription,
)
from hustings_signup.visits import Visit

SILENCE = timedelta(days=30)  # consent.md R10
PER_TICK = 500
TOKEN = "import-ask"  # noqa: S105 - the name of a kind of token


class NotReleasable(ValueError):
    """`code`: own (the same person imported, and a colleague may release), done, nobody, or
    notice (no words to ask with)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def write_asks(batch: ImportBatch, rows: Iterable[Weighed], *, at: datetime) -> None:
    """Keep who is to be asked: not as supporters, on no list, for 30 days."""
    asks = [_ask(batch, w, at=at) for w in rows if w.outcome == Outcome.ASK]
    ImportAsk.objects.bulk_create(asks)


def _ask(batch: ImportBatch, weighed: Weighed, *, at: datetime) -> ImportAsk:
    row = weighed.row
    ask = ImportAsk(
        site_id=batch.site_id,
        batch=batch,
        purpose=batch.purpose,
        email=row.typed,
        email_canonical=row.canonical,
        tags=list(weighed.extras.tags),
        identifier_system=formats.SYSTEMS[batch.format] if row.key else "",
        identifier_key=row.key,
        key_number=keys.newest_token_key(),
        delete_at=at + SILENCE,
        **facts(row),
    )
    ask.token_hash = keys.token_hash(raw_token(ask))
    return ask


def raw_token(ask: ImportAsk) -> str:
    """The token of its link; derived, so that only its hash is stored."""
    return keys.token(TOKEN, str(ask.uuid), ask.key_number)


def find(token: str) -> ImportAsk | None:
    """Who a link of the mail was sent to; None when damaged, answered or deleted."""
    return (
        ImportAsk.objects.select_related("site", "batch")
        .filter(token_hash=keys.token_hash(token))
        .first()
    )


def notice_for(ask: ImportAsk) -> Notice | None:
    """The words in force to ask with, in the person's language or, without them, any other."""
    slug = ASKED_BY[ask.purpose]
    found = Notice.objects.filter(site_id=ask.site_id, slug=slug)
    return (
        found.filter(locale=ask.locale).order_by("-version").first()
        or found.order_by("-published_at", "-pk").first()
    )


def is_for_a_colleague(batch: ImportBatch, user: object) -> bool:
    """Whether the release is for somebody else: this account imported, and another one is a data
    officer of the site. In a small team one person may hold every role (consent.md R17), so that
    a superuser, whom nobody named for it, does not count as that other one."""
    own = getattr(user, "pk", None)
    if batch.user_id is None or batch.user_id != own:
        return False
    officers = Group.objects.filter(
        hustings_sites__site=batch.site_id,
        permissions__content_type__app_label="hustings_signup",
        permissions__codename=PeoplePermission.IMPORT.value,
    )
    accounts = get_user_model().objects.filter(is_active=True, groups__in=officers)
    return accounts.exclude(pk=own).exists()


@transaction.atomic
def release(*, batch: ImportBatch, user: object, user_name: str, at: datetime | None = None) -> int:
    """A data officer lets everybody of the batch be asked; NotReleasable, else how many."""
    at = at or timezone.now()
    if is_for_a_colleague(batch, user):
        raise NotReleasable("own")
    first = batch.asks.first()
    if first is None:
        raise NotReleasable("nobody")
    if notice_for(first) is None:
        raise NotReleasable("notice")
    released = ImportBatch.objects.filter(
        pk=batch.pk, released_at=None, state=ImportBatch.State.DONE
    ).update(released_at=at, released_by_name=user_name)
    if not released:
        raise NotReleasable("done")
    return batch.asks.filter(asked_at=None).update(due_at=at, delete_at=at + SILENCE)


def ask_due() -> int:
    """Job of `tick`: queue the one mail of up to 500 people; returns how many.

    Never more than the mails a mailbox may have in a day (R19): whoever has had them waits.
    """
    now = timezone.now()
    due = ImportAsk.objects.filter(due_at__lte=now, asked_at=None, delete_at__gt=now)
    return sum(_ask_one(pk, now=now) for pk in list(due.values_list("pk", flat=True)[:PER_TICK]))


@transaction.atomic
def _ask_one(pk: int, *, now: datetime) -> int:
    ask = ImportAsk.objects.filter(pk=pk, asked_at=None).first()
    if ask is None:
        return 0
    box = mailbox.parse(ask.email)
    live = Subscription.objects.filter(
        supporter__site=ask.site_id,
        supporter__email_canonical=ask.email_canonical,
        purpose=ask.purpose,
        state=Subscription.State.ACTIVE,
    )
    if live.exists() or is_left_alone(site_id=ask.site_id, canonical=ask.email_canonical):
        ask.delete()
        return 0
    verdict = limits.judge(folded=box.folded, is_verified=False, act=TOKEN, visit=Visit(), at=now)
    if not verdict.may_mail:
        ImportAsk.objects.filter(pk=pk).update(due_at=now + timedelta(days=1))
        return 0
    claimed = ImportAsk.objects.filter(pk=pk, asked_at=None).update(
        asked_at=now, delete_at=now + SILENCE
    )
    if not claimed:
        return 0
    Hit.objects.bulk_create(verdict.hits)
    # What remains when silence has deleted the row: nobody is ever asked a second time.
    bar(ask, ImportBar.Reason.ASKED, at=now)
    row = outbox.queue_for_staff("staff.import_ask", site_id=ask.site_id)
    ImportAsk.objects.filter(pk=pk).update(outbox=row)
    return 1


def bar(ask: ImportAsk, reason: str, *, at: datetime) -> None:
    """Remember a mailbox by its keyed hash."""
    ImportBar.objects.bulk_create(
        [
            ImportBar(
                site_id=ask.site_id,
                mailbox_hash=bar_hash(ask.email_canonical),
                reason=reason,
                batch=None if reason == ImportBar.Reason.REFUSED else ask.batch,
                created_at=at,
            )
        ],
        ignore_conflicts=True,
    )
