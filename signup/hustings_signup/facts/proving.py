"""Compares every row of facts with the tables it copies, and says it anew where it differs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress

from django.db import connections, transaction

from hustings_signup.facts import derived
from hustings_signup.models import PersonFacts, Supporter

logger = logging.getLogger(__name__)

#: People compared in one statement and put right in one transaction.
BATCH = 5000


@dataclass(frozen=True)
class Difference:
    """A person's number and the columns that were wrong; none when the row was not there."""

    supporter: int
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"Supporter {self.supporter}: {', '.join(self.columns) or 'no row'}"


def differences(*, dry_run: bool = False, using: str = "default") -> Iterator[Difference]:
    """What is wrong, person by person in the order of their numbers; put right unless `dry_run`."""
    people = Supporter.objects.using(using).order_by("pk")
    first = 0
    while ids := list(people.filter(pk__gte=first).values_list("pk", flat=True)[:BATCH]):
        found = _compared(ids[0], ids[-1], using)
        if found and not dry_run:
            _put_right(found, using)
        yield from found
        first = ids[-1] + 1


def recount() -> int:
    """Put right what is wrong and log each difference; returns how many people."""
    wrong = 0
    for found in differences():
        logger.warning("The facts of a person were wrong and are put right. %s", found)
        wrong += 1
    return wrong


def _compared(first: int, last: int, using: str) -> list[Difference]:
    connection = connections[using]
    names = derived.columns(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(derived.comparison(first, last, connection.vendor))
        wrong = [Difference(pk, tuple(compress(names, tests))) for pk, *tests in cursor.fetchall()]
    without = Supporter.objects.using(using).filter(pk__range=(first, last), facts=None)
    wrong += map(Difference, without.values_list("pk", flat=True))
    return sorted(wrong, key=lambda difference: difference.supporter)


def _put_right(found: list[Difference], using: str) -> None:
    """Held first, as the triggers do: what commits meanwhile is not written over."""
    connection = connections[using]
    ids = ", ".join(str(int(difference.supporter)) for difference in found)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute(derived.insert(f"p.id IN ({ids})", connection.vendor))
        rows = PersonFacts.objects.using(using).select_for_update().order_by("pk")
        held = rows.filter(pk__in=[difference.supporter for difference in found])
        list(held.values_list("pk", flat=True))
        cursor.execute(derived.update(f"supporter_id IN ({ids})", connection.vendor))
