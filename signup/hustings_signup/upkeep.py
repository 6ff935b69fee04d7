"""What `tick` keeps in order: requests nobody confirmed, and counters nobody needs."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hustings_signup import guarding, limits
from hustings_signup.models import Subscription, Supporter

BATCH = 500


def expire_unconfirmed(*, at: datetime | None = None) -> int:
    """End subscriptions that waited longer than the seven days of their mail; returns how many."""
    from hustings_signup.services.expiring import expire_subscriptions
    from hustings_signup.services.submitting import CONFIRM_WITHIN

    now = at or timezone.now()
    overdue = (
        Subscription.objects.select_related("supporter__site", "supporter__subject_link")
        .filter(state=Subscription.State.PENDING, since__lte=now - CONFIRM_WITHIN)
        .order_by("pk")[:BATCH]
    )
    ended = 0
    for row in overdue:
        with transaction.atomic():
            # The person first, as in every service: what is recorded last is what stands.
            Supporter.objects.locked(row.supporter_id)
            ended += expire_subscriptions([row], at=now)
    return ended


def prune_limits() -> int:
    """Forget counted acts that no limit looks at, and patterns past their time; how many."""
    now = timezone.now()
    return limits.prune(now) + guarding.forget_ended(now)
