"""The question exports and services ask: does this person's row rest on anything?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from hustings_signup import purposes
from hustings_signup.grounds.standing import ENDS, standings, waiting
from hustings_signup.models import (
    ConsentRecord,
    SubjectLink,
    Submission,
    Subscription,
    Supporter,
)


def has_ground(supporter_id: int, *, purpose: str = "", at: datetime | None = None) -> bool:
    """Whether the ledger knows why we hold this person; with a purpose, whether their consent
    to it is in force."""
    if purpose:
        return purpose in in_force(supporter_id, at=at)
    found = standings([supporter_id], at=at).get(supporter_id)
    return found is not None and found.ground() is not None


def in_force(supporter_id: int, *, at: datetime | None = None) -> set[str]:
    """The purposes this person's consent is in force for, as the ledger says."""
    found = standings([supporter_id], at=at).get(supporter_id)
    return set(found.live) if found else set()


def without_ground(supporter_ids: Collection[int], *, at: datetime | None = None) -> set[int]:
    """Those of these people who must not leave in a file. One query, however many people."""
    people = Supporter.objects.filter(pk__in=list(supporter_ids))
    return set(groundless(people, at=at)) if supporter_ids else set()


def groundless(
    people: QuerySet[Supporter], *, at: datetime | None = None
) -> QuerySet[Supporter, int]:
    """Ids of those of these people who must not leave in a file: nothing in the ledger speaks for
    them, or a list calls them active without their consent to it.

    What `standing` says one by one, as SQL for everybody: once there was a yes, a person may be
    told what they agreed to or what ended; without one only a no or a request that still waits
    speaks for them.
    """
    people = people.order_by()
    mine = ConsentRecord.objects.filter(subject=OuterRef("subject_link__subject")).order_by()
    spoken = mine.filter(type__in=[*ConsentRecord.YES, *ConsentRecord.NO])
    waits = Submission.objects.filter(waiting(at)).order_by().values("supporter")
    known = SubjectLink.objects.filter(supporter__in=waits).values("subject")
    asked = mine.filter(type=ConsentRecord.Type.REQUESTED, subject__in=known)
    silent = people.filter(~Exists(spoken), ~Exists(asked))
    return silent.values_list("pk", flat=True).union(unfounded(people))


def unfounded(people: QuerySet[Supporter], purpose: str = "") -> QuerySet[Subscription, int]:
    """Ids of those of these people whom a list (default: any) calls active although the last
    word of the ledger on it is no yes."""
    # Of a ledger most is about acts: only lists, which leaves less to keep at hand.
    records = ConsentRecord.objects.filter(purposes.lists_q()).order_by()
    later = Q(occurred_at__gt=OuterRef("occurred_at")) | Q(
        occurred_at=OuterRef("occurred_at"), pk__gt=OuterRef("pk")
    )
    # A form that ran out ends what it began, and no yes of another form.
    of_all = ~Q(type=ConsentRecord.Type.EXPIRED) | Q(submission=None)
    ended = records.filter(
        later,
        of_all | Q(submission=OuterRef("submission")),
        subject=OuterRef("subject"),
        purpose=OuterRef("purpose"),
        type__in=ENDS,
    )
    agreed = records.filter(
        subject=OuterRef("supporter__subject_link__subject"),
        purpose=OuterRef("purpose"),
        type__in=ConsentRecord.YES,
    )
    lists = Q(purpose=purpose) if purpose else purposes.lists_q()
    claims = Subscription.objects.filter(
        lists, supporter__in=people, state=Subscription.State.ACTIVE
    ).order_by()
    unfounded = claims.filter(~Exists(agreed.filter(~Exists(ended))))
    return unfounded.values_list("supporter_id", flat=True)
