"""Who still has a reason to be here, who said something last when, and how a person goes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from hustings_signup import keys
from hustings_signup.models import (
    ConsentEvidence,
    ConsentRecord,
    EndWarning,
    Submission,
    Subscription,
    Supporter,
    Suppression,
)
from hustings_signup.retention import periods, rules

People = QuerySet[Supporter]
State, Type = Subscription.State, ConsentRecord.Type
#: A subscription in one of these is a reason to keep a person.
HOLDING = (State.ACTIVE, State.PENDING, State.NEEDS_RENEWAL, State.BOUNCED)
AGAINST = (State.WITHDRAWN, State.SUPPRESSED)
#: What only the person, or staff at their word, can state.
STATEMENTS = (Type.GIVEN, Type.RENEWED, Type.REFUSED, Type.WITHDRAWN)


def has_ground(at: datetime) -> Q:
    """A consent in force or asked for, or something a plugin still needs them for."""
    mine = {"supporter": OuterRef("pk")}
    ground = Q(Exists(Subscription.objects.filter(**mine, state__in=HOLDING))) | Q(
        Exists(Submission.objects.filter(**mine, confirmed_at=None, expires_at__gt=at))
    )
    for keeper in rules.keepers():
        ground |= Q(keeper)
    return ground


def said(types: Iterable[str], *, after: datetime | None = None) -> Exists:
    """Whether the ledger holds such a statement of the person, made after a moment."""
    records = ConsentRecord.objects.filter(
        subject=OuterRef("subject_link__subject"), type__in=list(types)
    )
    if after is not None:
        records = records.filter(occurred_at__gt=after)
    return Exists(records.order_by())


def silent_since(people: People, moment: datetime) -> People:
    """Without a confirmed act, a statement or an answer to us since then."""
    mine = {"supporter": OuterRef("pk")}
    return (
        people.filter(created_at__lte=moment)
        .exclude(Exists(Submission.objects.filter(**mine, confirmed_at__gt=moment)))
        .exclude(Exists(EndWarning.objects.filter(**mine, answered_at__gt=moment)))
        .exclude(said(STATEMENTS, after=moment))
    )


def lock(supporter_ids: Iterable[int]) -> None:
    """Hold these people until the transaction ends: always first, always in this order."""
    found = Supporter.objects.filter(pk__in=list(supporter_ids)).order_by("pk")
    list(found.select_for_update().values_list("pk", flat=True))


def forget_submissions(submissions: Iterable[Submission]) -> None:
    """Delete what was typed, with its evidence, links and mails; people first locked."""
    rows = list(submissions)
    ConsentEvidence.objects.filter(submission__in=[row.uuid for row in rows]).delete()
    Submission.objects.filter(pk__in=[row.pk for row in rows]).delete()


def is_proof_of_a_live_consent(submission: Submission) -> bool:
    """Whether a list the person is still on was asked for in this submission."""
    asked = ConsentRecord.objects.filter(submission=submission.uuid, type=Type.GIVEN)
    return Subscription.objects.filter(
        supporter=submission.supporter_id,
        state__in=HOLDING,
        purpose__in=list(asked.values_list("purpose", flat=True)),
    ).exists()


def let_go(supporter_ids: Iterable[int], at: datetime) -> int:
    """Erase those of them who have no reason left to be here; how many. People first locked.

    Whoever said no of late stays until the rule "without_consent" finds them.
    """
    recent_no = Subscription.objects.filter(
        supporter=OuterRef("pk"), state__in=AGAINST, since__gt=at - periods.WITHOUT_CONSENT
    )
    people = Supporter.objects.filter(pk__in=list(supporter_ids)).exclude(has_ground(at))
    return sum(end(person, at) for person in people.exclude(Exists(recent_no)).order_by("pk"))


def end(person: Supporter, at: datetime) -> int:
    """Erase one person because their time is over; 1. The ledger says so.

    A no that stood is remembered without them: no import brings them back.
    """
    from hustings_signup import services

    _remember_refusal(person)
    services.erase(
        supporter=person,
        reason="retention",
        actor=ConsentRecord.Actor.SYSTEM,
        channel=ConsentRecord.Channel.RETENTION,
        at=at,
    )
    return 1


def _remember_refusal(person: Supporter) -> None:
    against = person.subscriptions.filter(state__in=AGAINST).order_by("-since").first()
    if against is not None:
        Suppression.objects.get_or_create(
            site_id=person.site_id,
            mailbox_hash=keys.keyed_hash(person.email_canonical, context="suppression"),
            defaults={"reason": Suppression.Reason.WITHDRAWN, "created_at": against.since},
        )
