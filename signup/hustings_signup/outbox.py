"""The outbox: queues a wish with its task in one transaction, and sends it once it is due."""

import logging
import random
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import F, Q
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from hustings_signup import grounds, links, mails
from hustings_signup.models import Outbox, SentForm, Submission, Supporter

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=72)
# A queued row has its task already; only when that was lost does `tick` make another.
TASK_GRACE = timedelta(minutes=1)
#: The failure of a mail to somebody of whom the ledger knows nothing that it could rest on.
NO_GROUND = "NoLegalGround"
#: Of a mail to a list that does not show its reader how to leave it (consent.md R18).
NO_WAY_OUT = "NoWayToStop"
State = Outbox.State


def queue(
    kind: str,
    *,
    supporter: Supporter,
    submission: Submission | None = None,
    at: datetime | None = None,
    already_sent: bool = False,
) -> Outbox:
    """Write the wish for one mail; its task is enqueued in the same transaction.

    `already_sent` records a mail without sending it (people of the demonstration).
    """
    at = at or timezone.now()
    row = Outbox(
        site_id=supporter.site_id,
        kind=kind,
        supporter=supporter,
        submission=submission,
        created_at=at,
        due_at=at,
        state=State.DONE if already_sent else State.QUEUED,
        finished_at=at if already_sent else None,
    )
    return _store(row, with_task=not already_sent)


def queue_for_staff(kind: str, *, site_id: int, account: User | None = None) -> Outbox:
    """Write the wish for a mail to the campaign itself or to one of its staff; its kind begins
    with `staff.`, and its builder names the recipient."""
    at = timezone.now()
    row = Outbox(site_id=site_id, kind=kind, account=account, created_at=at, due_at=at)
    return _store(row, with_task=True)


def _store(row: Outbox, *, with_task: bool) -> Outbox:
    from hustings_signup.tasks import deliver

    row.save(force_insert=True)
    if with_task:
        deliver.enqueue(row.pk)
    return row


def send_one(row_id: int) -> str:
    """Claim, build and send one mail; the state it ends in ("" when it was not to be claimed).

    The claim is one conditional UPDATE, so two workers never send the same row. A worker killed
    between sending and noting it repeats that one mail, with the same Message-ID.
    """
    now = timezone.now()
    claimed = Outbox.objects.filter(
        pk=row_id, state__in=[State.QUEUED, State.RETRY], due_at__lte=now
    ).update(state=State.RUNNING, leased_until=now + LEASE, attempts=F("attempts") + 1)
    if not claimed:
        return ""
    row = Outbox.objects.select_related(
        "site", "supporter", "submission", "account__wagtail_userprofile"
    ).get(pk=row_id)
    try:
        with translation.override(_locale(row)):
            mail = mails.build(row)
            if mail is None:
                return _finish(row, State.UNWANTED)
            if not grounds.may_send(row):
                logger.error("Mail %s not sent: no legal ground in the ledger", row.pk)
                return _failed(row, NO_GROUND, permanent=True)
            if mails.is_of_a_list(row.kind) and not _can_be_stopped(row, mail):
                logger.error("Mail %s not sent: it shows no working way to stop", row.pk)
                return _failed(row, NO_WAY_OUT, permanent=True)
            mails.message_for(row, mail).send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused) as error:
        return _failed(row, type(error).__name__, permanent=_is_permanent(error))
    except Exception as error:  # whatever goes wrong, the wish stays in the outbox
        logger.exception("Mail %s failed", row.pk) if not isinstance(
            error, OSError | smtplib.SMTPException
        ) else logger.warning("Mail %s failed: %s", row.pk, type(error).__name__)
        return _failed(row, type(error).__name__, permanent=False)
    return _finish(row, State.DONE)


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


def _is_permanent(error: smtplib.SMTPException) -> bool:
    """5xx is final (RFC 5321, 4.2.1); 4xx (greylisting) is not."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
        return bool(codes) and all(500 <= code < 600 for code in codes)
    return 500 <= getattr(error, "smtp_code", 0) < 600


def _finish(row: Outbox, state: str) -> str:
    Outbox.objects.filter(pk=row.pk).update(
        state=state, finished_at=timezone.now(), leased_until=None, failure=""
    )
    _forget_address(row)
    return state


def _failed(row: Outbox, failure: str, *, permanent: bool) -> str:
    now = timezone.now()
    dead = permanent or now - row.created_at >= GIVE_UP_AFTER
    Outbox.objects.filter(pk=row.pk).update(
        state=State.DEAD if dead else State.RETRY,
        due_at=now + wait_before(row.attempts),
        finished_at=now if dead else None,
        leased_until=None,
        failure=failure[:60],
    )
    if dead:
        _forget_address(row)
    return State.DEAD if dead else State.RETRY


def _forget_address(row: Outbox) -> None:
    """The address a form was sent to is not kept a moment longer than its mail."""
    if row.supporter_id is None:
        SentForm.objects.filter(outbox=row).delete()


def wait_before(attempts: int) -> timedelta:
    """Doubling from 30 seconds to an hour, with up to a quarter of jitter."""
    wait = min(FIRST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT)
    return wait * (1 + random.random() / 4)  # noqa: S311 - jitter, not a secret


def retry(row: Outbox) -> bool:
    """Staff try a mail that was given up once more, with a fresh 72 hours."""
    from hustings_signup.tasks import deliver

    now = timezone.now()
    changed = Outbox.objects.filter(pk=row.pk, state=State.DEAD).update(
        state=State.QUEUED, due_at=now, created_at=now, finished_at=None, failure="", attempts=0
    )
    if changed:
        deliver.enqueue(row.pk)
    return bool(changed)


def requeue_due() -> int:
    """Give every due row whose task was lost a new one; returns how many.

    A RUNNING row whose lease is over belonged to a worker that died.
    """
    from hustings_signup.tasks import deliver

    now = timezone.now()
    Outbox.objects.filter(state=State.RUNNING, leased_until__lte=now).update(
        state=State.RETRY, due_at=now, leased_until=None
    )
    lost = Q(state=State.RETRY, due_at__lte=now) | Q(
        state=State.QUEUED, due_at__lte=now - TASK_GRACE
    )
    due = list(Outbox.objects.filter(lost).order_by("due_at").values_list("pk", flat=True)[:500])
    for row_id in due:
        deliver.enqueue(row_id)
    return len(due)
