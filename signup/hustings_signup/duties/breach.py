"""What staff and processes reached since a moment: for the notice of GDPR art. 33.

Only counts: whoever reads the report learns how much was in reach, and nothing about anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from hustings_home import inventory
from hustings_home.inventory import Category
from hustings_signup.models import AccessEntry, ExportRecord, Outbox, Supporter

#: To the authority, from the moment the controller knows of it (art. 33(1)).
NOTIFY_WITHIN = timedelta(hours=72)
#: The categories behind the columns of an export; a state or a date of a purpose is consent.
COLUMNS: dict[str, Category] = {
    "email": Category.CONTACT,
    "given_name": Category.NAME,
    "family_name": Category.NAME,
    "postcode": Category.PLACE,
    "town": Category.PLACE,
    "department": Category.PLACE,
    "locale": Category.LANGUAGE,
    "sources": Category.ACTIVITY,
    "id": Category.CODE,
}


@dataclass(frozen=True)
class Reach:
    """One way in: how often, and how many people at most; None where nobody can tell."""

    what: str
    times: int
    people: int | None


@dataclass(frozen=True)
class Report:
    """What was reached at one site between two moments."""

    site: Site
    since: datetime
    until: datetime
    notify_by: datetime
    reached: list[Reach]
    #: (category, people at most) of what left in files.
    taken: list[tuple[str, int]]
    #: (category, people) of everything held now: the most a copy of the database could tell.
    held: list[tuple[str, int]]


def report(site: Site, since: datetime, *, aware: datetime | None = None) -> Report:
    """`aware` is when the controller learnt of the breach; now, unless said."""
    now = timezone.now()
    exports = ExportRecord.objects.filter(site=site, started_at__gte=since)
    return Report(
        site=site,
        since=since,
        until=now,
        notify_by=(aware or now) + NOTIFY_WITHIN,
        reached=[*_looked(site, since), *_left(exports), *_processes(site, since), *_logins(since)],
        taken=_taken(exports),
        held=held(site),
    )


def _looked(site: Site, since: datetime) -> Iterator[Reach]:
    entries = AccessEntry.objects.filter(site=site, at__gte=since)
    for action in AccessEntry.Action:
        if action == AccessEntry.Action.EXPORT:  # counted by their own rows below
            continue
        counted = entries.filter(action=action).aggregate(
            times=Count("pk"),
            one_by_one=Count("supporter_number", distinct=True),
            many=Sum("people"),
        )
        people = max(counted["one_by_one"], counted["many"] or 0)
        yield Reach(str(action.label), counted["times"], people)


def _left(exports: QuerySet[ExportRecord]) -> Iterator[Reach]:
    counted = exports.aggregate(times=Count("pk"), people=Sum("rows"))
    yield Reach(_("Exports to a file"), counted["times"], counted["people"] or 0)


def _processes(site: Site, since: datetime) -> Iterator[Reach]:
    sent = Outbox.objects.filter(site=site, state=Outbox.State.DONE, finished_at__gte=since)
    counted = sent.aggregate(times=Count("pk"), people=Count("supporter", distinct=True))
    yield Reach(_("E-mails sent by the worker"), counted["times"], counted["people"])


def _logins(since: datetime) -> Iterator[Reach]:
    """Django keeps the last login of an account only, and an account may serve several sites."""
    users = get_user_model()
    names = {column.name for column in users._meta.get_fields()}
    for name, what in (
        ("last_login", _("Accounts of the team that logged in (all sites)")),
        ("date_joined", _("Accounts of the team made (all sites)")),
    ):
        if name in names:  # a project may bring a user model of its own
            count = users._default_manager.filter(**{f"{name}__gte": since}).count()
            yield Reach(what, count, None)


def _taken(exports: QuerySet[ExportRecord]) -> list[tuple[str, int]]:
    """Each person counts once per file; the same person in two files counts twice."""
    found: dict[Category, int] = defaultdict(int)
    for columns, people in exports.values_list("columns", "rows"):
        for category in {COLUMNS.get(column, Category.CONSENT) for column in columns}:
            found[category] += people
    return [(str(category.label), found[category]) for category in Category if category in found]


def held(site: Site) -> list[tuple[str, int]]:
    """How many people of the site there is something of, per category, from the inventory."""
    people: dict[Category, int] = {}
    everyone = Supporter.objects.filter(site=site).count()
    for table in inventory.registered():
        if not table.model or table.about not in {"pk", "supporter_id"}:
            continue
        owner = "site" if table.about == "pk" else "supporter__site"
        rows = table.model._base_manager.filter(Q(**{owner: site})).order_by()
        counted = everyone if table.about == "pk" else rows.aggregate(
            people=Count(table.about, distinct=True)
        )["people"]  # fmt: skip
        for said in table.personal.values():
            people[said.category] = max(people.get(said.category, 0), counted)
    return [(str(category.label), people[category]) for category in Category if category in people]
