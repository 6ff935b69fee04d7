"""The end after the vote, and the one question before it: shall we stay in touch?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup import purposes
from hustings_signup.models import EndWarning, Notice, Subscription
from hustings_signup.retention import letters, periods, plans, standing
from hustings_signup.retention.dates import end_of_campaign, vote_plus
from hustings_signup.retention.letters import BEYOND, VOLUNTEER
from hustings_signup.retention.rules import Basis, Coming, Rule

KEY, REF, NOTICE = "vote.end", "vote", "after_vote"
State = Subscription.State
OPEN = (State.ACTIVE, State.NEEDS_RENEWAL, State.BOUNCED)


def _beyond(**states: object) -> Exists:
    rows = Subscription.objects.filter(supporter=OuterRef("supporter"), purpose=BEYOND, **states)
    return Exists(rows.order_by())


def _ending(site: Site, ends_at: datetime) -> QuerySet[Subscription]:
    """Whoever asked for news after the vote too keeps those of the campaign, but volunteering
    ends for everybody."""
    stays = Q(_beyond(state=State.ACTIVE)) & ~Q(purpose=VOLUNTEER)
    return Subscription.objects.filter(
        purposes.ends_with_vote_q(), supporter__site=site, state__in=OPEN, since__lt=ends_at
    ).exclude(stays)


def planned(site: Site, at: datetime) -> Iterator[Coming]:
    """The one end of the campaign, when there is anybody it concerns."""
    ends_at = end_of_campaign(site)
    if ends_at is None:
        return
    found = _ending(site, ends_at).aggregate(people=Count("supporter", distinct=True))
    if found["people"]:
        yield Coming(REF, "", ends_at, found["people"])


def due_end(site: Site | None, at: datetime) -> QuerySet[Subscription]:
    """Nothing before the end was shown to staff for a week."""
    assert site is not None  # noqa: S101 - the rule is per site
    ends_at = plans.ripe(KEY, site, at).get(REF)
    return Subscription.objects.none() if ends_at is None else _ending(site, ends_at)


def end(rows: QuerySet[Subscription], at: datetime) -> int:
    """The consents expire; whoever has no other reason to be here goes with them."""
    from hustings_signup.services.expiring import expire_subscriptions

    people = set(rows.values_list("supporter", flat=True))
    standing.lock(people)
    found = rows.select_related("supporter__site", "supporter__subject_link").order_by("pk")
    ended = expire_subscriptions(list(found), at=at)
    standing.let_go(people, at)
    return ended


def due_question(site: Site | None, at: datetime) -> QuerySet[Subscription]:
    """Who gets news until the vote, of the campaign or of a neighbourhood, and was neither asked
    nor ever said anything about later: one row per person.

    Only where the words of the question are published, and while there is time to answer.
    """
    assert site is not None  # noqa: S101 - the rule is per site
    asked_from = vote_plus(site, periods.ASKED_AFTER_THE_VOTE)
    ends_at = end_of_campaign(site)
    nobody = Subscription.objects.none()
    if asked_from is None or ends_at is None:
        return nobody
    if not asked_from <= at <= ends_at - periods.TIME_TO_ANSWER:
        return nobody
    told = EndWarning.objects.filter(
        supporter=OuterRef("supporter"), kind=EndWarning.Kind.AFTER_VOTE, answered_at=None
    )
    news = Subscription.objects.filter(
        purposes.ends_with_vote_q(), state=State.ACTIVE, since__lt=ends_at
    ).exclude(purpose=VOLUNTEER)
    others = news.filter(supporter=OuterRef("supporter"), pk__lt=OuterRef("pk")).order_by()
    return (
        news.filter(supporter__site=site)
        .exclude(Exists(others))
        .filter(supporter__locale__in=_locales_with_words(site))
        .exclude(_beyond())
        .exclude(Exists(told))
    )


def _locales_with_words(site: Site) -> list[str]:
    found = Notice.objects.filter(site=site, slug=NOTICE).order_by().values_list("locale")
    return [locale for (locale,) in found.distinct()]


def ask(rows: QuerySet[Subscription], at: datetime) -> int:
    """One mail to each, and the note that it was the one."""
    standing.lock(rows.values_list("supporter", flat=True))
    people = [row.supporter for row in rows.select_related("supporter")]
    return letters.tell(people, EndWarning.Kind.AFTER_VOTE, at)


RULES = [
    Rule(
        key="vote.question",
        label=_("The one question after the vote: shall we stay in touch?"),
        period=_("8 days after the last round"),
        basis=Basis.CHOICE,
        due=due_question,
        apply=ask,
        is_exempt_from_brake=True,
    ),
    Rule(
        key=KEY,
        label=_("News until the vote, and volunteering"),
        period=_("30 days after the last round"),
        basis=Basis.PURPOSE,
        due=due_end,
        apply=end,
        is_exempt_from_brake=True,
        planned=planned,
        batch=50,
    ),
]
