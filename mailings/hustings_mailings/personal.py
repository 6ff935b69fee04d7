"""What mailings hold about a person: which newsletters went to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings_mailings.models import Delivery
from hustings_signup.models import Supporter
from hustings_signup.personal_data import Fact, Held, Holding

State = Delivery.State


def held(supporter: Supporter) -> Iterator[Held]:
    """One item per newsletter."""
    found = Delivery.objects.filter(supporter=supporter).select_related("mailing").order_by("pk")
    for delivery in found:
        yield Held(
            delivery.mailing.title,
            [
                Fact("state", _("state"), str(delivery.get_state_display())),
                Fact("decided_at", _("when"), delivery.decided_at),
            ],
            at=delivery.decided_at,
        )


def erase(supporter: Supporter, at: datetime) -> None:
    """They go with the person's row; the figures of each mailing stay."""


def merge(kept: Supporter, gone: Supporter) -> None:
    """Each stays what it is, under the person who is kept; who got one twice got it once, and
    who got one is not sent it again."""
    theirs = Delivery.objects.filter(supporter=gone)
    got = theirs.filter(state__in=[State.SENT, State.BOUNCED]).values_list("mailing", flat=True)
    Delivery.objects.filter(
        supporter=kept, mailing__in=list(got), state__in=[State.WAITING, State.SENDING]
    ).delete()
    both = Delivery.objects.filter(supporter=kept).values_list("mailing", flat=True)
    theirs.filter(mailing__in=list(both)).delete()
    Delivery.objects.filter(supporter=gone).update(supporter=kept)


HOLDING = Holding(
    "mailings.deliveries", gettext_lazy("Newsletters sent to you"), held, erase, merge
)
