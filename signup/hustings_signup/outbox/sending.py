"""Sends one mail: claims it, reads what is wanted now, and notes how it went."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from hustings_signup import breaker, failures, grounds, links, mails
from hustings_signup.failures import Failed, Failure, Kind
from hustings_signup.models import Outbox, SentForm
from hustings_signup.outbox import order
from hustings_signup.services import bouncing

logger = logging.getLogger(__name__)

#: The circuit that all our own mail goes through.
SERVICE = "mail"
LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
#: How long a mail waits for staff to mend what only it needs (a plugin that is gone).
REPAIR_WAIT = timedelta(minutes=10)
GIVE_UP_AFTER = timedelta(hours=72)
State = Outbox.State


class _Unwanted(Exception):
    """The builder says: no longer."""


class _Gone(Exception):
    """The row was erased, or another worker has it by now."""


def send_one(row_id: int) -> str:
    """Claim, build and send one mail; the state it ends in ("" when it was not to be claimed,
    or when it was erased meanwhile).

    The claim is one conditional UPDATE, so two workers never send the same row. A worker killed
    between sending and noting it repeats that one mail, with the same Message-ID.
    """
    now = timezone.now()
    row = _claim(row_id, now)
    if row is None and _end_obsolete_elders(row_id, now):
        row = _claim(row_id, now)
    if row is None:
        return ""
    order.fold(row, at=now)
    permit = breaker.enter(SERVICE, seconds=LEASE.total_seconds())
    if not permit:
        return _block(row, permit.code, until=permit.until)
    try:
        _send(row)
    except _Gone:
        breaker.leave(SERVICE, permit)
        return ""
    except _Unwanted:
        breaker.leave(SERVICE, permit)
        return _finish(row, State.UNWANTED)
    except Exception as error:  # whatever goes wrong, the wish stays in the outbox
        return _failed(row, _judge(row, error), permit)
    server_answered()
    return _finish(row, State.DONE)


def _claim(row_id: int, now: datetime) -> Outbox | None:
    due = Outbox.objects.filter(pk=row_id, state__in=Outbox.WAITING, due_at__lte=now)
    claimed = order.without_elders(due, at=now).update(
        state=State.RUNNING, leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    if not claimed:
        return None
    row = _whole(Outbox.objects.filter(pk=row_id)).first()
    if row and row.blocked_at:  # the time it was held up is not held against it
        row.blocked_for += now - row.blocked_at
        row.blocked_at = None
        _ours(row).update(blocked_for=row.blocked_for, blocked_at=None)
    return row


def _whole(rows: QuerySet[Outbox]) -> QuerySet[Outbox]:
    return rows.select_related("site", "supporter", "submission", "account__wagtail_userprofile")


def _end_obsolete_elders(row_id: int, now: datetime) -> bool:
    """Whoever confirmed by a mail whose answer was lost need not wait for its next try to get
    the following one; whether any was ended."""
    ended = 0
    for elder in _whole(order.elders_of(row_id, at=now)):
        try:
            with translation.override(_locale(elder)):
                wanted = mails.build(elder) is not None
        except Exception:  # it fails when its turn comes, and says so then
            logger.debug("Mail %s cannot be written now", elder.pk, exc_info=True)
            continue
        if not wanted:
            ended += Outbox.objects.filter(pk=elder.pk, state=elder.state).update(
                state=State.UNWANTED, finished_at=now, failure=""
            )
    return bool(ended)


def _send(row: Outbox) -> None:
    with translation.override(_locale(row)):
        mail = mails.build(row)
        if mail is None:
            raise _Unwanted
        message = mails.message_for(row, mail)
    _allow(row, mail)
    message.send()


def _allow(row: Outbox, mail: mails.Mail) -> None:
    """Last of all, so that whatever was withdrawn or erased while it was written counts."""
    if mails.is_of_a_list(row.kind) and not _can_be_stopped(row, mail):
        raise Failed(failures.NO_WAY_OUT)
    if not _ours(row).exists():
        raise _Gone
    if not grounds.may_send(row):
        raise Failed(failures.NO_GROUND)


def _judge(row: Outbox, error: Exception) -> Failure:
    if not _ours(row).exists():
        return failures.FORGOTTEN
    failure = failures.classify(error)
    if failure.kind is Kind.FORGOTTEN:  # something else is missing, and may come back
        failure = Failure(Kind.TRANSIENT, type(error).__qualname__[:60])
    if failure.kind is Kind.COMPLIANCE:
        logger.error("Mail %s not sent: %s", row.pk, failure.code)
    elif failure.code == type(error).__name__:  # a class of its own: something of ours
        logger.exception("Mail %s failed", row.pk)
    else:
        logger.warning("Mail %s failed: %s", row.pk, failure.code)
    return failure


def _can_be_stopped(row: Outbox, mail: mails.Mail) -> bool:
    """In the headers for the mail program and in the text for its reader, and both work."""
    address = mail.unsubscribe_url
    shown = {item[1] for item in mail.footer if isinstance(item, tuple)}
    return address in shown and links.stops_the_news_of(row.person, address or "")


def _locale(row: Outbox) -> str:
    if person := row.submission or row.supporter:
        return person.locale
    if row.account:
        return UserProfile.get_for_user(row.account).get_preferred_language()
    sent: SentForm | None = getattr(row, "sent_form", None)
    return sent.page.locale.language_code if sent else settings.LANGUAGE_CODE


def _ours(row: Outbox) -> QuerySet[Outbox]:
    """The row as long as this worker holds it: a lease that ran out is another's."""
    return Outbox.objects.filter(pk=row.pk, state=State.RUNNING, leased_until=row.leased_until)


def _finish(row: Outbox, state: str) -> str:
    now = timezone.now()
    _ours(row).update(state=state, finished_at=now, leased_until=None, failure="")
    _over(row, at=now)
    return state


def _failed(row: Outbox, failure: Failure, permit: breaker.Permit) -> str:
    if failure.of_service:
        until = breaker.failed(SERVICE, permit, failure.code)
        if until or failure.kind is Kind.CONFIGURATION:
            return _block(row, failure.code, until=until)
    else:
        if failure.is_answer:  # the server works, whatever it said about this one mail
            server_answered()
        breaker.leave(SERVICE, permit)
    if failure.kind is Kind.FORGOTTEN:
        return ""
    if failure.kind is Kind.CONFIGURATION:
        return _block(row, failure.code)
    now = timezone.now()
    tried_for = now - row.created_at - row.blocked_for
    dead = failure.kind is not Kind.TRANSIENT or tried_for >= GIVE_UP_AFTER
    _ours(row).update(
        state=State.DEAD if dead else State.RETRY,
        due_at=now + wait_before(row.attempts),
        finished_at=now if dead else None,
        leased_until=None,
        failure=failure.code,
    )
    if failure.kind is Kind.PERMANENT and row.supporter and failure.is_of_recipient:
        bouncing.bounced(
            supporter=row.supporter, is_hard=failure.is_of_address, sent_at=row.created_at, at=now
        )
    if dead:
        _over(row, at=now)
    return State.DEAD if dead else State.RETRY


def _block(row: Outbox, code: str, *, until: datetime | None = None) -> str:
    """It waits for a repair: neither an attempt nor a part of its 72 hours is lost."""
    now = timezone.now()
    _ours(row).update(
        state=State.BLOCKED,
        attempts=row.attempts - 1,
        blocked_at=now,
        due_at=until or now + REPAIR_WAIT,
        leased_until=None,
        failure=code,
    )
    return State.BLOCKED


def server_answered() -> None:
    """When that closes the circuit, whatever waited for it is due; `tick` finds it."""
    if breaker.succeeded(SERVICE):
        Outbox.objects.filter(state=State.BLOCKED).update(due_at=timezone.now())


def _over(row: Outbox, *, at: datetime) -> None:
    """The address a form was sent to is not kept a moment longer than its mail; and whoever
    waited behind it goes on."""
    from hustings_signup.tasks import deliver

    if row.supporter_id is None:
        SentForm.objects.filter(outbox=row).delete()
    elif (waiting := order.next_of(row, at=at)) is not None:
        deliver.enqueue(waiting)


def wait_before(attempts: int) -> timedelta:
    """Doubling from 30 seconds to an hour, with up to a quarter of jitter."""
    wait = min(FIRST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT)
    return wait * (1 + random.random() / 4)  # noqa: S311 - jitter, not a secret
