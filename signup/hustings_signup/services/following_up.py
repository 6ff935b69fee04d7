"""Asks for a follow-up, claims, hands back and closes it: each change is one UPDATE."""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hustings_signup.models import FollowUp, Supporter


@transaction.atomic
def ask_follow_up(
    *,
    supporter: Supporter,
    what: str,
    asked_by: User,
    due_on: date | None = None,
    at: datetime | None = None,
) -> FollowUp:
    """Put something to do into the queue; nobody has claimed it."""
    return FollowUp.objects.create(
        supporter=supporter,
        what=what,
        due_on=due_on,
        asked_by_name=asked_by.get_username(),
        created_at=at or timezone.now(),
    )


@transaction.atomic
def claim_follow_up(*, follow_up: FollowUp, user: User, at: datetime | None = None) -> bool:
    """Whether it is this user's now; False when somebody was faster or it is done."""
    return bool(
        FollowUp.objects.filter(pk=follow_up.pk, claimed_at=None, done_at=None).update(
            claimed_by=user, claimed_by_name=user.get_username(), claimed_at=at or timezone.now()
        )
    )


@transaction.atomic
def hand_back_follow_up(*, follow_up: FollowUp, user: User) -> bool:
    """Whether it is free again; only whoever claimed it, unless that account is gone."""
    return bool(
        FollowUp.objects.filter(pk=follow_up.pk, done_at=None, claimed_at__isnull=False)
        .filter(Q(claimed_by=user) | Q(claimed_by=None))
        .update(claimed_by=None, claimed_by_name="", claimed_at=None)
    )


@transaction.atomic
def close_follow_up(*, follow_up: FollowUp, user: User, at: datetime | None = None) -> bool:
    """Whether it is done now; one that is free is claimed by the same press."""
    at = at or timezone.now()
    claim_follow_up(follow_up=follow_up, user=user, at=at)
    return bool(
        FollowUp.objects.filter(pk=follow_up.pk, claimed_by=user, done_at=None).update(done_at=at)
    )
