"""From a tree to SQL. The count and the rows of a segment come from this one query."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from hustings_signup.facts import bits
from hustings_signup.models import PersonFacts, Segment, Subscription, Supporter
from hustings_signup.segments.conditions import OnList, Scope
from hustings_signup.segments.tree import Group, parse

NOBODY = Q(pk__in=[])
EVERYBODY = ~NOBODY
ACTIVE = Subscription.State.ACTIVE.value


@dataclass(frozen=True)
class Found:
    """The people of a segment. `facts` is the one question: it is counted, and its rows are the
    people, one for one by their foreign key."""

    facts: QuerySet[PersonFacts]

    def count(self) -> int:
        """How many; reads the narrow rows only."""
        return self.facts.count()

    @property
    def people(self) -> QuerySet[Supporter]:
        """Who."""
        return Supporter.objects.filter(pk__in=self.facts.values("supporter"))


def matching(tree: Group, *, site_id: int, purpose: str = "") -> Found:
    """The people of a site for whom the tree is true and who, when a purpose is given, have a
    consent in force for it."""
    scope = Scope(site_id, bits.known())
    found = PersonFacts.objects.filter(site=site_id)
    if purpose:
        found = found.filter(OnList(purpose=purpose, state=ACTIVE).found(scope))
    return Found(found.filter(compiled(tree, scope)))


def live_consent(purpose: str) -> Q:
    """SQL about `Supporter`: whoever said yes to this purpose and has not taken it back, by the
    subscriptions themselves. Asked of everybody who is written to or exported, last."""
    rows = Subscription.objects.filter(purpose=purpose, state=ACTIVE)
    return Q(pk__in=rows.order_by().values("supporter"))


def found(segment: Segment) -> Found:
    """The people of a saved segment; BadTree when what is stored is no tree any more."""
    return matching(parse(segment.tree), site_id=segment.site_id, purpose=segment.purpose)


def compiled(tree: Group, scope: Scope) -> Q:
    """The tree as one condition; every part of it is true or false for everybody, never null."""
    parts = [
        compiled(member, scope) if isinstance(member, Group) else member.q(scope)
        for member in tree.of
    ]
    if tree.op == "all":
        return reduce(and_, parts, EVERYBODY)
    either = reduce(or_, parts, NOBODY)
    return either if tree.op == "any" else ~either


@contextmanager
def roomy() -> Iterator[None]:
    """Memory for the sets of a segment. With the usual 4 MB PostgreSQL would not keep the set
    behind an "or" and would read it again for every person, which takes minutes."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)"
        )
        yield
