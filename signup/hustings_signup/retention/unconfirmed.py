"""Seven days: what nobody confirmed goes, with its names, and whoever confirmed nothing."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup import acts, purposes
from hustings_signup.models import ConsentRecord, Submission, Subscription, Supporter
from hustings_signup.retention import periods, standing
from hustings_signup.retention.rules import Basis, Rule


def due_submissions(site: Site | None, at: datetime) -> QuerySet[Submission]:
    """Past the time to confirm; "this was not me" ends it at once."""
    return Submission.objects.filter(site=site, confirmed_at=None, expires_at__lte=at)


def end_submissions(rows: QuerySet[Submission], at: datetime) -> int:
    """The act's own rows first (seats, signatures), then the records, then what was typed."""
    people = set(rows.values_list("supporter", flat=True))
    standing.lock(people)
    found = list(rows)
    known = {act.key: act for act in acts.registered()}
    for key in sorted({row.act for row in found} & set(known)):
        known[key].release_unconfirmed(at)
    _record(found, at)
    standing.forget_submissions(found)
    _end_waiting(people, at)
    return len(found)


def _record(found: list[Submission], at: datetime) -> None:
    """`expired` for each act; lists have a subscription, which ends below, unless staff never
    released the form: then the request itself expires, so that the ledger tells the two apart."""
    from hustings_signup.services.expiring import expire_acts

    asked = ConsentRecord.objects.filter(
        submission__in=[row.uuid for row in found], type=ConsentRecord.Type.REQUESTED
    )
    waited = [row.uuid for row in found if row.is_held]
    acts_and_held = ~purposes.lists_q() | Q(submission__in=waited)
    expire_acts(asked.filter(acts_and_held).order_by("pk"), at=at)


def _end_waiting(people: set[int], at: datetime) -> None:
    from hustings_signup.services.expiring import expire_subscriptions

    still_asked = Submission.objects.filter(
        supporter=OuterRef("supporter"), confirmed_at=None, expires_at__gt=at
    )
    rows = Subscription.objects.filter(
        supporter__in=people, state=Subscription.State.PENDING
    ).exclude(Exists(still_asked))
    expire_subscriptions(
        rows.select_related("supporter__site", "supporter__subject_link").order_by("pk"), at=at
    )


def due_people(site: Site | None, at: datetime) -> QuerySet[Supporter]:
    """Never confirmed anything, a week old, and nothing left that they could confirm."""
    return (
        Supporter.objects.filter(
            site=site, email_verified_at=None, created_at__lte=at - periods.UNCONFIRMED
        )
        .exclude(standing.has_ground(at))
        .exclude(Exists(Submission.objects.filter(supporter=OuterRef("pk"))))
        .exclude(standing.said(ConsentRecord.YES))
    )


def end_people(rows: QuerySet[Supporter], at: datetime) -> int:
    """Erase them."""
    standing.lock(rows.values_list("pk", flat=True))
    return sum(standing.end(person, at) for person in rows)


RULES = [
    Rule(
        key="unconfirmed.submissions",
        label=_("Forms that nobody confirmed"),
        period=_("7 days"),
        basis=Basis.CHOICE,
        due=due_submissions,
        apply=end_submissions,
        is_exempt_from_brake=True,
    ),
    Rule(
        key="unconfirmed.people",
        label=_("People who never confirmed anything"),
        period=_("7 days"),
        basis=Basis.CHOICE,
        due=due_people,
        apply=end_people,
        is_exempt_from_brake=True,
        batch=50,
    ),
]
