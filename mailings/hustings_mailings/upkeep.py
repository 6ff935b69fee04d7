"""What is not kept: who got a mailing, a year after it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from hustings_mailings.models import Delivery

#: Our choice: long enough to answer "why did I get this", and no longer.
KEPT = timedelta(days=365)


def forget_deliveries() -> int:
    """Job of `tick`: delete the deliveries of mailings that ended a year ago; how many. The
    figures of each mailing stay. Those of a step of a welcome series stay until it is removed:
    nobody gets a step twice."""
    old = Delivery.objects.filter(mailing__finished_at__lt=timezone.now() - KEPT)
    return old.delete()[0]
