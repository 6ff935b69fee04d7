"""What follows when a mail comes back or is called spam: consent can only become less (R9)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hustings_signup.models import ConsentRecord, MailReport, Subscription, Supporter
from hustings_signup.proof.replay import BOUNCE
from hustings_signup.services.expiring import end_subscriptions
from hustings_signup.services.withdrawing import withdraw

Kind = MailReport.Kind
#: So many days with a refused mail, within so long, count as an address that is gone: our choice.
SOFT_DAYS = 5
SOFT_WITHIN = timedelta(days=30)


@transaction.atomic
def bounced(
    *,
    supporter: Supporter,
    is_hard: bool,
    sent_at: datetime,
    status: str = "",
    at: datetime | None = None,
) -> list[str]:
    """A mail written at `sent_at` came back; the purposes that became `bounced`.

    At once when the mailbox does not exist, else on the fifth day of refused mails in thirty. A
    consent newer than the mail is left alone: it was confirmed from that mailbox. Not the
    person's word, so no withdrawal: their next opt-in begins as any other.
    """
    at = at or timezone.now()
    person = Supporter.objects.filter(pk=supporter.pk).first()
    if person is None:
        return []
    person = Supporter.objects.locked(person.pk)
    kind = Kind.HARD if is_hard else Kind.SOFT
    note(person, kind, status=status, at=at)
    if not is_hard and _soft_days(person, at) < SOFT_DAYS:
        return []
    live = (
        Subscription.objects.select_related("supporter__site", "supporter__subject_link")
        .filter(supporter=person, state=Subscription.State.ACTIVE, since__lte=sent_at)
        .order_by("pk")
    )
    rows = list(live)
    end_subscriptions(
        rows,
        state=Subscription.State.BOUNCED,
        channel=ConsentRecord.Channel.MAIL_REPORT,
        source=f"{BOUNCE}{kind.value}",
        at=at,
    )
    return [row.purpose for row in rows]


@transaction.atomic
def complained(*, supporter: Supporter, at: datetime | None = None) -> list[str]:
    """The person's mail service says they called our mail spam: every list ends."""
    at = at or timezone.now()
    person = Supporter.objects.filter(pk=supporter.pk).first()
    if person is None:
        return []
    note(person, Kind.COMPLAINT, at=at)
    return withdraw(
        supporter=person,
        channel=ConsentRecord.Channel.MAIL_REPORT,
        actor=ConsentRecord.Actor.PROCESSOR,
        at=at,
    )


def note(supporter: Supporter, kind: str, *, at: datetime, status: str = "") -> None:
    """Once a day and kind, however often it is reported."""
    MailReport.objects.get_or_create(
        supporter=supporter,
        kind=kind,
        day=timezone.localtime(at).date(),
        defaults={"status": status[:12]},
    )


def _soft_days(supporter: Supporter, at: datetime) -> int:
    since = timezone.localtime(at - SOFT_WITHIN).date()
    return MailReport.objects.filter(supporter=supporter, kind=Kind.SOFT, day__gt=since).count()


def forget_reports(*, at: datetime | None = None) -> int:
    """Drop what no count looks at any more; how many."""
    before = timezone.localtime((at or timezone.now()) - SOFT_WITHIN).date()
    return MailReport.objects.filter(day__lte=before).delete()[0]
