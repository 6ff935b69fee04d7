"""Holds the published words against their hashes, and the records against the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Min, Q

from hustings_signup import ledger
from hustings_signup.models import ConsentRecord, Notice

#: What a record says of the words it rests on.
NAMED = ("site_id", "notice_sha256", "label_sha256", "purpose")
#: SHA-256 of a notice, and when it was published.
Publication = tuple[str, datetime]


def published(*, until: datetime) -> list[Publication]:
    """Every notice published until a moment, of all sites: also those no record names."""
    rows = Notice.objects.filter(published_at__lte=until).order_by()
    return list(rows.values_list("sha256", "published_at"))


def bind(publications: Iterable[Publication]) -> str:
    """SHA-256 over their hashes and moments, in an order that no database decides."""
    return ledger.sha256(
        "\n".join(sorted(f"{hashed} {ledger.moment(at)}" for hashed, at in publications))
    )


class Words:
    """`faults()` yields one sentence per fault; afterwards `notices` says how many were read."""

    def __init__(self) -> None:
        self.notices = 0
        #: By site and SHA-256; None for words that are known to be wrong already.
        self._published: dict[tuple[int, str], Notice | None] = {}

    def faults(self) -> Iterator[str]:
        """Notices first, then each first record that names words nobody published."""
        form, version = None, 0
        rows = Notice.objects.order_by("site_id", "slug", "locale", "version")
        for notice in rows.iterator(chunk_size=200):
            if (notice.site_id, notice.slug, notice.locale) != form:
                form, version = (notice.site_id, notice.slug, notice.locale), 0
            if notice.version != version + 1:
                yield f"The version before notice {notice.pk} ({notice}) is missing."
            version = notice.version
            fault = _own_fault(notice)
            if fault:
                yield f"Notice {notice.pk} ({notice}) {fault}"
            self._published[notice.site_id, notice.sha256] = None if fault else notice
            self.notices += 1
        yield from self._records()

    def _records(self) -> Iterator[str]:
        """One query: however many records there are, they name few words."""
        naming = ConsentRecord.objects.exclude(Q(notice_sha256="") & Q(label_sha256=""))
        rows = naming.order_by().values(*NAMED).annotate(first=Min("pk"))
        for row in sorted(rows, key=lambda found: found["first"]):
            fault = self._fault(row)
            if fault:
                uuid = ConsentRecord.objects.values_list("uuid", flat=True).get(pk=row["first"])
                yield f"Record {row['first']} ({uuid}) {fault}"

    def _fault(self, row: dict[str, Any]) -> str:
        key = (row["site_id"], row["notice_sha256"])
        if key not in self._published:
            return "names a notice that its site never published."
        notice = self._published[key]
        if notice is None or not row["label_sha256"]:
            return ""
        # Where a purpose has a box, a page may still have asked for it with the button.
        words = (notice.label_for(row["purpose"]), notice.act_label)
        if row["label_sha256"] not in map(ledger.sha256, words):
            return "names words that stand nowhere in its notice."
        return ""


def _own_fault(notice: Notice) -> str:
    if not notice.site_name:
        return "cannot be recomputed: nobody knows what its site was called."
    if ledger.notice_hash(notice) != notice.sha256:
        return "was changed: its hash is another."
    return ""
