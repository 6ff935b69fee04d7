"""Who receives a mailing, and who of the list does not and why: everybody is counted once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_mailings.models import Mailing
from hustings_signup import grounds
from hustings_signup.models import Subscription, Supporter
from hustings_signup.segments.query import found
from hustings_signup.segments.recipients import NotForWriting, recipients

State = Subscription.State
NO_RECORD, OUTSIDE, NO_TARGETING = "no_record", "outside", "no_targeting"
#: Why somebody on the list is left out, by code; the states of a subscription are codes too.
REASONS: dict[str, str | Promise] = {
    State.PENDING: _("never confirmed"),
    State.EXPIRED: _("never confirmed, and the time is over"),
    State.WITHDRAWN: _("withdrew"),
    State.BOUNCED: _("address unreachable"),
    State.NEEDS_RENEWAL: _("must be asked again"),
    State.SUPPRESSED: _("want to be left alone"),
    NO_RECORD: _("no consent in the ledger"),
    OUTSIDE: _("outside the segment"),
    NO_TARGETING: _("did not agree to being selected"),
}


class NoAudience(Exception):
    """This list or segment must not be written to; the text says why."""


@dataclass(frozen=True)
class Audience:
    """`people` receive it; `left_out` says how many of the list do not, by code. The count and
    all of `left_out` add up to everybody who ever was on the list."""

    people: QuerySet[Supporter]
    count: int
    left_out: dict[str, int]
    by_locale: dict[str, int]

    @property
    def everybody(self) -> int:
        """All who ever were on the list and are not erased."""
        return self.count + sum(self.left_out.values())


def of(mailing: Mailing) -> Audience:
    """The audience as it is now. NoAudience when the segment may not choose (consent.md R16)."""
    on_list = Subscription.objects.filter(
        supporter__site=mailing.site_id, purpose=mailing.purpose
    ).order_by()
    states = dict(on_list.values_list("state").annotate(count=Count("pk")))
    active = states.pop(State.ACTIVE, 0)
    left_out = dict(states)
    people = consenting(mailing.site, mailing.purpose)
    count = people.count()
    left_out[NO_RECORD] = active - count
    if mailing.is_narrowed:
        people, narrowed = _narrowed(mailing, people)
        left_out |= narrowed
        count -= sum(narrowed.values())
    by_locale = dict(people.order_by().values_list("locale").annotate(count=Count("pk")))
    return Audience(
        people, count, {code: number for code, number in left_out.items() if number}, by_locale
    )


def consenting(site: Site, purpose: str) -> QuerySet[Supporter]:
    """Whoever is active on the list and whose yes stands in the ledger."""
    active = Subscription.objects.filter(purpose=purpose, state=State.ACTIVE).order_by()
    people = Supporter.objects.filter(site=site, pk__in=active.values("supporter"))
    return people.exclude(pk__in=grounds.unfounded(people, purpose))


def _narrowed(
    mailing: Mailing, people: QuerySet[Supporter]
) -> tuple[QuerySet[Supporter], dict[str, int]]:
    if mailing.segment is None:
        raise NoAudience(_("The segment of this mailing was deleted: prepare it anew."))
    try:
        chosen = recipients(mailing.segment, mailing.purpose)
    except NotForWriting as error:
        raise NoAudience(str(error)) from error
    matched = people.filter(pk__in=found(mailing.segment).people.order_by().values("pk"))
    allowed = people.filter(pk__in=chosen.people.order_by().values("pk"))
    matching, allowing = matched.count(), allowed.count()
    return allowed, {OUTSIDE: people.count() - matching, NO_TARGETING: matching - allowing}
