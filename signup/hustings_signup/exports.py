"""Exports of people: which columns, which rows, and the audit row each one leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_home import spreadsheets
from hustings_signup import grounds, keys, purposes, renewal
from hustings_signup.models import ExportRecord, Submission, Subscription, Supporter, Suppression

#: People read from the database at a time; no cursor stays open while a download lasts.
BATCH = 1000
#: A spreadsheet is built before its first byte leaves; more people than this go into a CSV.
XLSX_LIMIT = 50_000


@dataclass(frozen=True)
class Batch:
    """What the columns need besides the supporters themselves, read once per batch."""

    suppressed: set[int] = field(default_factory=set)
    sources: dict[int, list[str]] = field(default_factory=dict)
    #: Each yes that does not cover the words in force (consent.md R7).
    outdated: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True)
class ExportColumn:
    """One column of the file. `is_fixed`: always there, so that nobody who left is written to, and
    whoever is erased later is found in it by their number."""

    key: str
    label: str | Promise
    value: Callable[[Supporter, Batch], object]
    is_fixed: bool = False
    is_suggested: bool = False


def columns(site_ids: Iterable[int]) -> list[ExportColumn]:
    """Every column there is for these sites, in the order of the file."""
    return [
        *(
            ExportColumn(name, label, _attribute(name), is_suggested=suggested)
            for name, label, suggested in (
                ("given_name", _("First name"), True),
                ("family_name", _("Last name"), True),
                ("email", _("E-mail"), True),
                ("postcode", _("Postcode"), False),
                ("town", _("Town"), False),
                ("department", _("Department"), False),
                ("locale", _("Language"), True),
                ("created_at", _("Known since"), False),
                ("email_verified_at", _("Mailbox verified on"), False),
            )
        ),
        ExportColumn("sources", _("Sources"), lambda row, batch: _sources(row, batch)),
        *(
            column
            for purpose in purposes.list_purposes(site_ids)
            for column in _purpose_columns(purpose.key, str(purpose.label))
        ),
        ExportColumn(
            "suppressed", _("Leave alone"), lambda row, batch: row.pk in batch.suppressed, True
        ),
        ExportColumn("id", _("Person no."), _attribute("id"), True),
    ]


def chosen_columns(chosen: Sequence[str], site_id: int) -> list[ExportColumn]:
    """The columns asked for and the fixed ones, in the order of the file."""
    return [column for column in columns([site_id]) if column.is_fixed or column.key in chosen]


@dataclass
class LeftOut:
    """How many people a file was kept without: the ledger knows no ground for their rows."""

    count: int = 0


def rows(
    people: QuerySet[Supporter],
    chosen: Sequence[ExportColumn],
    left_out: LeftOut | None = None,
) -> Iterator[list[object]]:
    """One list of cells per person with a legal ground, newest first, a batch at a time.

    A download runs on after the view has returned: language and time zone are those of the
    moment of the call.
    """
    left_out = left_out or LeftOut()
    return _rows(people, chosen, left_out, get_language(), timezone.get_current_timezone())


def _rows(
    people: QuerySet[Supporter],
    chosen: Sequence[ExportColumn],
    left_out: LeftOut,
    language: str | None,
    zone: tzinfo,
) -> Iterator[list[object]]:
    people = people.prefetch_related("subscriptions").order_by("-pk")
    outdated: set[tuple[str, str]] | None = None
    last: int | None = None
    while True:
        found = list((people.filter(pk__lt=last) if last else people)[:BATCH])
        if not found:
            return
        last = found[-1].pk
        refused = grounds.without_ground([person.pk for person in found])
        left_out.count += len(refused)
        found = [person for person in found if person.pk not in refused]
        if not found:
            continue
        if outdated is None:
            outdated = renewal.outdated(found[0].site_id)
        batch = _batch(found, outdated, with_sources=any(c.key == "sources" for c in chosen))
        with override(language), timezone.override(zone):
            made = [
                [_settled(column.value(person, batch)) for column in chosen] for person in found
            ]
        yield from made


def start(
    *,
    site: Site,
    user: User,
    purpose_text: str,
    file_format: str,
    chosen: Sequence[ExportColumn],
    filters: dict[str, Any],
    count: int,
) -> ExportRecord:
    """The audit row, written before the first byte leaves (consent.md R17)."""
    return ExportRecord.objects.create(
        site=site,
        user=user,
        user_name=user.get_username(),
        purpose_text=purpose_text,
        format=file_format,
        columns=[column.key for column in chosen],
        filters=filters,
        rows=count,
        started_at=timezone.now(),
    )


def audited(
    record: ExportRecord, cells: Iterator[list[object]], left_out: LeftOut | None = None
) -> Iterator[list[object]]:
    """The same rows; at the end, also of a broken download, the audit row says how many left,
    and how many had to stay."""
    handed, finished_at = 0, None
    left_out = left_out or LeftOut()
    try:
        for row in cells:
            handed += 1
            yield row
        finished_at = timezone.now()
    finally:
        ExportRecord.objects.filter(pk=record.pk).update(
            rows=handed, left_out=left_out.count, finished_at=finished_at
        )


def _settled(value: object) -> object:
    """What depends on language or time zone, decided now."""
    if isinstance(value, datetime):
        return timezone.make_naive(value)
    return spreadsheets.safe_cell(value) if isinstance(value, bool) else value


def _attribute(name: str) -> Callable[[Supporter, Batch], object]:
    return lambda supporter, _batch: getattr(supporter, name)


def _sources(supporter: Supporter, batch: Batch) -> str:
    return ", ".join(batch.sources.get(supporter.pk, []))


def _purpose_columns(key: str, label: str) -> Iterator[ExportColumn]:
    """State and date for one purpose; the state is fixed."""
    yield ExportColumn(f"state:{key}", label, _subscription(key, _state), is_fixed=True)
    since = _("%(purpose)s: since") % {"purpose": label}
    yield ExportColumn(f"since:{key}", since, _subscription(key, lambda row, _batch: row.since))


def _state(row: Subscription, batch: Batch) -> str:
    is_active = row.state == Subscription.State.ACTIVE
    if is_active and (row.notice_sha256, row.purpose) in batch.outdated:
        return str(Subscription.State.NEEDS_RENEWAL.label)
    return str(row.get_state_display())


def _subscription(
    purpose: str, read: Callable[[Subscription, Batch], object]
) -> Callable[[Supporter, Batch], object]:
    def value(supporter: Supporter, batch: Batch) -> object:
        found = (row for row in supporter.subscriptions.all() if row.purpose == purpose)
        return next((read(row, batch) for row in found), "")

    return value


def _batch(people: list[Supporter], outdated: set[tuple[str, str]], *, with_sources: bool) -> Batch:
    hashes = {
        hashed: person.pk
        for person in people
        for hashed in keys.keyed_hashes(person.email_canonical, context="suppression")
    }
    found = Suppression.objects.filter(site_id=people[0].site_id, mailbox_hash__in=list(hashes))
    sources: dict[int, list[str]] = defaultdict(list)
    if with_sources:
        acts = Submission.objects.filter(supporter__in=people, confirmed_at__isnull=False)
        for pk, act_ref in acts.order_by("pk").values_list("supporter_id", "act_ref"):
            if act_ref not in sources[pk]:
                sources[pk].append(act_ref)
    return Batch(
        suppressed={hashes[row] for row in found.values_list("mailbox_hash", flat=True)},
        sources=sources,
        outdated=outdated,
    )
