"""Files that left with a person in them: whoever made one is told to delete (GDPR art. 19)."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from hustings_signup import links, outbox
from hustings_signup.mails import Mail
from hustings_signup.models import ExportRecall, ExportRecord, Outbox, Supporter

MAIL = "staff.recall"
#: Lines of one mail; the screen has them all.
LISTED = 50


def recall(supporter: Supporter, *, at: datetime) -> int:
    """Note a deletion owed by every export made since the person was known, and write to whoever
    made it; returns how many."""
    exports = list(
        ExportRecord.objects.filter(
            site_id=supporter.site_id, started_at__gte=supporter.created_at, rows__gt=0
        ).select_related("user")
    )
    ExportRecall.objects.bulk_create(
        ExportRecall(export=export, supporter_number=supporter.pk, created_at=at)
        for export in exports
    )
    accounts = {export.user for export in exports if export.user}
    for account in sorted(accounts, key=lambda user: user.pk):
        if account.is_active and account.email:
            _tell(account, site_id=supporter.site_id)
    return len(exports)


def _tell(account: User, *, site_id: int) -> None:
    """One mail that waits already tells of this deletion too: it is written when it is sent."""
    waiting = Outbox.objects.filter(
        kind=MAIL, site_id=site_id, account=account, state__in=Outbox.WAITING
    )
    if not waiting.exists():
        outbox.queue_for_staff(MAIL, site_id=site_id, account=account)


def open_recalls(site_ids: list[int]) -> QuerySet[ExportRecall]:
    """What is still to be deleted from files, of some sites."""
    return ExportRecall.objects.filter(export__site__in=site_ids, done_at=None).select_related(
        "export"
    )


def settle(recalls: QuerySet[ExportRecall], *, at: datetime | None = None) -> int:
    """Somebody deleted the lines from the file; returns how many were still open."""
    return recalls.filter(done_at=None).update(done_at=at or timezone.now())


def mail(row: Outbox) -> Mail | None:
    """What this account still owes; None when all of it is done."""
    account = row.account
    owed = list(open_recalls([row.site_id]).filter(export__user=account).order_by("pk"))
    if account is None or not owed:
        return None
    where = links.absolute(reverse("hustings_recalls:index"), row.site)
    return Mail(
        recipient=account.email,
        subject=_("Please delete people from a file you exported"),
        heading=_("Please delete people from a file you exported"),
        paragraphs=[
            _(
                "These people had their data erased. Delete their lines from your file and from "
                "every copy, and tell those you gave it to (GDPR art. 19)."
            ),
            *(f"– {line(found)}" for found in owed[:LISTED]),
        ],
        button=(_("Say that it is done"), where),
        footer=[_("You receive this e-mail because you made these exports.")],
    )


def line(found: ExportRecall) -> str:
    """Which person of which file, without a name."""
    day = formats.date_format(timezone.localtime(found.export.started_at), "SHORT_DATE_FORMAT")
    return _("Person no. %(number)s: %(export)s of %(day)s") % {
        "number": found.supporter_number,
        "export": found.export,
        "day": day,
    }
