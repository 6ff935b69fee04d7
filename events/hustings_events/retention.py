"""Who came is forgotten three months after the event; how many stays (consent.md R14)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_events.models import Event, EventPage, Registration
from hustings_signup.models import ConsentRecord, Submission
from hustings_signup.retention import Rule, keep, periods, plans, register, standing
from hustings_signup.retention.rules import Basis, Coming
from hustings_signup.services.expiring import expire_acts

KEY = "events.registrations"
State = Registration.State
COUNTED = (State.REGISTERED, State.WAITING)
NOBODY = {"supporter": None, "submission": None, "folded_hash": "", "note": ""}


def planned(site: Site, at: datetime) -> Iterator[Coming]:
    """One end per event that is over or soon will be, with people."""
    theirs = Count("registrations", filter=Q(registrations__supporter__isnull=False))
    for event in Event.objects.filter(site=site).annotate(left=theirs).filter(left__gt=0):
        ends_at = periods.months_after(event.ends_at, periods.REGISTRATIONS_MONTHS)
        yield Coming(event.act_ref, event.title, ends_at, event.left)


def due(site: Site | None, at: datetime) -> QuerySet[Registration]:
    """The registrations of events whose end was shown to staff and has come."""
    assert site is not None  # noqa: S101 - the rule is per site
    numbers = [int(ref.removeprefix("event:")) for ref in plans.ripe(KEY, site, at)]
    return Registration.objects.filter(event__site=site, event__in=numbers, supporter__isnull=False)


def anonymise(rows: QuerySet[Registration], at: datetime) -> int:
    """Who had a seat stays counted, as nobody; the rest goes, and whoever came only for this."""
    people = set(rows.values_list("supporter", flat=True))
    standing.lock(people)
    found = list(rows.select_related("event", "submission"))
    expire_acts(_given(found), at=at)
    mine = Registration.objects.filter(pk__in=[registration.pk for registration in found])
    mine.filter(state=State.REGISTERED).update(state=State.ANONYMISED, **NOBODY)
    mine.exclude(state=State.ANONYMISED).delete()
    sent = Submission.objects.filter(
        supporter__in=people,
        act=EventPage.act,
        act_ref__in={registration.event.act_ref for registration in found},
        confirmed_at__isnull=False,
    )
    standing.forget_submissions(row for row in sent if not standing.is_proof_of_a_live_consent(row))
    standing.let_go(people, at)
    return len(found)


def _given(found: list[Registration]) -> QuerySet[ConsentRecord]:
    """The agreement behind each registration that counts."""
    counted = [row.submission.uuid for row in found if row.submission and row.state in COUNTED]
    return ConsentRecord.objects.filter(
        submission__in=counted, purpose=EventPage.act, type=ConsentRecord.Type.GIVEN
    ).order_by("pk")


def _registered() -> Exists:
    live = (State.PENDING, *COUNTED)
    return Exists(Registration.objects.filter(supporter=OuterRef("pk"), state__in=live))


def connect() -> None:
    """Called once, in AppConfig.ready()."""
    keep("events", _registered)
    register(
        Rule(
            key=KEY,
            label=_("Registrations for events; how many came stays"),
            period=_("3 months after the event"),
            basis=Basis.PURPOSE,
            due=due,
            apply=anonymise,
            is_exempt_from_brake=True,
            planned=planned,
            batch=50,
        )
    )
