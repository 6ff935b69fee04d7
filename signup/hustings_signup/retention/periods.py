"""How long what is kept. The lengths are our choice; docs/consent.md says what they rest on."""

import calendar
from datetime import datetime, timedelta

from django.utils import timezone

#: Behind the confirmation link of a form (`services.submitting.CONFIRM_WITHIN`).
UNCONFIRMED = timedelta(days=7)
NETWORK_EVIDENCE = timedelta(days=30)
EXPIRED_LINKS = timedelta(days=30)
FINISHED_MAILS = timedelta(days=90)
#: Whose every consent has ended goes a month later: what they said is remembered as a coded
#: mailbox that stops an import, and no form (`limits.is_suppressed` looks back 30 days).
WITHOUT_CONSENT = timedelta(days=30)
AFTER_THE_VOTE = timedelta(days=30)
#: A second round is a week after the first, so nobody is asked between the two.
ASKED_AFTER_THE_VOTE = timedelta(days=8)
#: Nobody is asked who would have less time than this to answer.
TIME_TO_ANSWER = timedelta(days=7)
WARNED_AFTER_MONTHS = 33
GONE_AFTER_MONTHS = 36
#: Nobody goes for inactivity who was not warned so long before, even after a long standstill.
WARNED_AT_LEAST = timedelta(days=30)
PETITION_NAMES_MONTHS = 6
REGISTRATIONS_MONTHS = 3
SUPPRESSION_MONTHS = 36


def months_after(moment: datetime, months: int) -> datetime:
    """The same day and time so many months later; the month's last day where it is shorter."""
    local = timezone.localtime(moment)
    count = local.year * 12 + local.month - 1 + months
    year, month = divmod(count, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    naive = local.replace(year=year, month=month + 1, day=day, tzinfo=None)
    return timezone.make_aware(naive)


def months_before(moment: datetime, months: int) -> datetime:
    """So many months earlier."""
    return months_after(moment, -months)
