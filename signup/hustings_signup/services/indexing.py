"""Keeps the words by which people are found (`SearchTerm`) in step with who they are."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef

from hustings_signup import search_terms
from hustings_signup.models import SearchTerm, Supporter

BATCH = 1000


@transaction.atomic(savepoint=False)
def index_people(people: Iterable[Supporter], *, are_new: bool = False) -> int:
    """Write the terms of these people anew; to be called by whoever changed a name, an address
    or a postcode. `are_new`: just made, so nothing stands yet. Returns how many people."""
    people = list(people)
    known: dict[int, set[str]] = {person.pk: set() for person in people}
    rows = SearchTerm.objects.filter(supporter__in=people)
    for pk, term in () if are_new else rows.values_list("supporter_id", "term"):
        known[pk].add(term)
    wanted = {person.pk: search_terms.terms_of(person) for person in people}
    for person in people:
        if stale := known[person.pk] - wanted[person.pk]:
            rows.filter(supporter=person, term__in=stale).delete()
    SearchTerm.objects.bulk_create(
        (
            SearchTerm(site_id=person.site_id, supporter=person, term=term)
            for person in people
            for term in sorted(wanted[person.pk] - known[person.pk])
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    return len(people)


def index_missing() -> int:
    """Index people who have no term at all, as after a bulk load; returns how many."""
    without = Supporter.objects.filter(~Exists(SearchTerm.objects.filter(supporter=OuterRef("pk"))))
    done, last = 0, 0
    while batch := list(without.filter(pk__gt=last).order_by("pk")[:BATCH]):
        done += index_people(batch)
        last = batch[-1].pk
    return done
