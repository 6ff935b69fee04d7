"""Whom a segment may choose to be written to. The one door for every kind of mailing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hustings_signup import purposes
from hustings_signup.models import Segment, Supporter
from hustings_signup.segments.conditions import OnList
from hustings_signup.segments.query import live_consent, matching
from hustings_signup.segments.tree import Group, parse

#: The separate consent that EU 2024/900 asks for before anything but a list the person chose may
#: decide who receives a political message (consent.md R16).
TARGETING = "targeting.political_ads"


class NotForWriting(Exception):
    """The segment must not choose recipients for this purpose; the text says why."""


@dataclass(frozen=True)
class Recipients:
    """Who may be written to, and how many of those who match may not, and why."""

    people: QuerySet[Supporter]
    #: Whoever the conditions match, consent or not.
    matching: int
    #: Of these: no consent in force for the purpose.
    without_consent: int
    #: Of the rest: chosen by more than their own lists, and no consent to targeting.
    without_targeting: int
    is_targeting: bool

    @property
    def count(self) -> int:
        """How many may be written to."""
        return self.matching - self.without_consent - self.without_targeting


def is_targeting(tree: Group) -> bool:
    """Whether anything but lists the person chose, and their language, decides."""
    return any(
        is_negative
        or (not condition.is_chosen if isinstance(condition, OnList) else condition.is_targeting)
        for condition, is_negative in tree.conditions()
    )


def recipients(segment: Segment, purpose: str) -> Recipients:
    """Whom a mail for this purpose may go to. NotForWriting when the segment was made for
    looking only, for another purpose, or the purpose has no list.

    A mailbox that is to be left alone is in nobody's power to include: the outbox looks again
    at each person's state at the moment of sending.
    """
    if not segment.purpose:
        raise NotForWriting(_("This segment has no purpose: it is only for looking."))
    if segment.purpose != purpose:
        raise NotForWriting(_("This segment was made for another purpose."))
    if not purposes.is_list(purpose):
        raise NotForWriting(_("Nobody can subscribe to this purpose."))
    tree = parse(segment.tree)
    everybody = matching(tree, site_id=segment.site_id)
    # The subscriptions have the last word, not the copy that segments count by.
    consenting = everybody.people.filter(live_consent(purpose))
    narrowed = is_targeting(tree)
    allowed = consenting.filter(live_consent(TARGETING)) if narrowed else consenting
    counts = everybody.count(), consenting.count(), allowed.count()
    return Recipients(
        people=allowed,
        matching=counts[0],
        without_consent=counts[0] - counts[1],
        without_targeting=counts[1] - counts[2],
        is_targeting=narrowed,
    )
