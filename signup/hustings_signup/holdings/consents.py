"""What the person agreed to: where it stands, and every record of the ledger about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings_home.wording import labelled
from hustings_signup import purposes
from hustings_signup.models import ConsentRecord, Notice, SubjectLink, Supporter
from hustings_signup.personal_data import Fact, Held, Holding


def subscriptions(supporter: Supporter) -> Iterator[Held]:
    """One item per list."""
    for row in supporter.subscriptions.order_by("purpose"):
        yield Held(
            purposes.label_of(row.purpose, supporter.site_id),
            [
                Fact("purpose", _("purpose"), row.purpose, shown=""),
                Fact("state", _("state"), str(row.get_state_display())),
                Fact("since", _("since"), row.since),
            ],
        )


def records(supporter: Supporter) -> Iterator[Held]:
    """One item per record, newest first, with the exact words it stands for."""
    subjects = SubjectLink.objects.filter(supporter=supporter).values("subject")
    found = list(ConsentRecord.objects.filter(subject__in=subjects).order_by("-occurred_at", "-pk"))
    notices = {
        notice.sha256: notice
        for notice in Notice.objects.filter(sha256__in={row.notice_sha256 for row in found})
    }
    for row in found:
        notice = notices.get(row.notice_sha256)
        yield Held(
            labelled(purposes.label_of(row.purpose, supporter.site_id), row.get_type_display()),
            [
                Fact("uuid", _("record"), str(row.uuid)),
                Fact("purpose", _("purpose"), row.purpose, shown=""),
                Fact("type", _("what was stated"), str(row.get_type_display()), shown=""),
                Fact("occurred_at", _("when"), row.occurred_at, shown=""),
                Fact("words", _("the words"), notice.label_for(row.purpose) if notice else ""),
                Fact("actor", _("stated by"), str(row.get_actor_display())),
                Fact("channel", _("by which way"), str(row.get_channel_display())),
                Fact("source", _("source"), row.source, shown=""),
                Fact("page_path", _("page"), row.page_path),
                Fact("record_hash", _("hash of the record"), row.record_hash),
            ],
            at=row.occurred_at,
        )


def erase(supporter: Supporter, at: datetime) -> None:
    """Subscriptions go with the supporter's row; records stay and point to nobody."""


HOLDINGS = [
    Holding("signup.subscriptions", gettext_lazy("Subscriptions"), subscriptions, erase),
    Holding("signup.consents", gettext_lazy("What was agreed to, word for word"), records, erase),
]
