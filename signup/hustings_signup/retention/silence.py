"""Those who say nothing for years, and those whose every consent has ended."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup.models import ConsentRecord, EndWarning, Supporter
from hustings_signup.retention import letters, periods, standing
from hustings_signup.retention.rules import Basis, Rule


def _warned(*, after: datetime, until: datetime) -> Exists:
    """Whether a warning of that time is unanswered."""
    return Exists(
        EndWarning.objects.filter(
            supporter=OuterRef("pk"),
            kind=EndWarning.Kind.INACTIVE,
            answered_at=None,
            told_at__gt=after,
            told_at__lte=until,
        )
    )


def due_warning(site: Site | None, at: datetime) -> QuerySet[Supporter]:
    """Silent for 33 months, still with a reason to be here, and not warned in that time."""
    before = periods.months_before(at, periods.WARNED_AFTER_MONTHS)
    people = standing.silent_since(Supporter.objects.filter(site=site), before)
    return people.filter(standing.has_ground(at)).exclude(_warned(after=before, until=at))


def warn(rows: QuerySet[Supporter], at: datetime) -> int:
    """One mail to each."""
    standing.lock(rows.values_list("pk", flat=True))
    return letters.tell(list(rows), EndWarning.Kind.INACTIVE, at)


def due_silent(site: Site | None, at: datetime) -> QuerySet[Supporter]:
    """Silent for 36 months and warned since they were last heard of."""
    before = periods.months_before(at, periods.GONE_AFTER_MONTHS)
    people = standing.silent_since(Supporter.objects.filter(site=site), before)
    return people.filter(_warned(after=before, until=at - periods.WARNED_AT_LEAST))


def due_without_consent(site: Site | None, at: datetime) -> QuerySet[Supporter]:
    """Agreed once, and nothing was heard of them for a month."""
    moment = at - periods.WITHOUT_CONSENT
    people = Supporter.objects.filter(site=site).exclude(standing.has_ground(at))
    return standing.silent_since(people, moment).filter(standing.said(ConsentRecord.YES))


def erase(rows: QuerySet[Supporter], at: datetime) -> int:
    """Erase them."""
    standing.lock(rows.values_list("pk", flat=True))
    return sum(standing.end(person, at) for person in rows)


RULES = [
    Rule(
        key="inactive.warning",
        label=_("Warning to people who have been silent for long"),
        period=_("33 months"),
        basis=Basis.CHOICE,
        due=due_warning,
        apply=warn,
        is_exempt_from_brake=True,
    ),
    Rule(
        key="inactive",
        label=_("People who have been silent for long"),
        period=_("36 months"),
        basis=Basis.CHOICE,
        due=due_silent,
        apply=erase,
        is_exempt_from_brake=False,
        batch=50,
    ),
    Rule(
        key="without_consent",
        label=_("People whose every consent has ended"),
        period=_("30 days"),
        basis=Basis.PURPOSE,
        due=due_without_consent,
        apply=erase,
        is_exempt_from_brake=False,
        batch=50,
    ),
]
