"""From a tree to SQL. The count and the rows of a segment come from this one query."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from operator import and_, or_

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from hustings_signup.models import Segment, Subscription, Supporter
from hustings_signup.segments.conditions import OnList
from hustings_signup.segments.tree import Group, parse

NOBODY = Q(pk__in=[])
EVERYBODY = ~NOBODY


def matching(tree: Group, *, site_id: int, purpose: str = "") -> QuerySet[Supporter]:
    """The people of a site for whom the tree is true and who, when a purpose is given, have a
    consent in force for it."""
    people = Supporter.objects.filter(site=site_id)
    if purpose:
        people = people.filter(live_consent(purpose, site_id))
    return people.filter(compiled(tree, site_id))


def live_consent(purpose: str, site_id: int) -> Q:
    """Whoever said yes to this purpose and has not taken it back."""
    return OnList(purpose=purpose, state=Subscription.State.ACTIVE.value).found(site_id)


def people(segment: Segment) -> QuerySet[Supporter]:
    """The rows of a saved segment; BadTree when what is stored is no tree any more."""
    return matching(parse(segment.tree), site_id=segment.site_id, purpose=segment.purpose)


def compiled(tree: Group, site_id: int) -> Q:
    """The tree as one condition; every part of it is true or false for everybody, never null."""
    parts = [
        compiled(member, site_id) if isinstance(member, Group) else member.q(site_id)
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
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute("SET LOCAL jit = off")
        yield
