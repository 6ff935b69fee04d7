"""Finds a person by name, e-mail or postcode: the start of a word, in any case, accents or not."""

from collections.abc import Collection

from django.db import connections
from django.db.models import Q, QuerySet

from hustings_signup import search_terms
from hustings_signup.models import SearchTerm

#: More words than this do not make a search narrower, only slower.
MAX_WORDS = 5
#: Behind every text in SQLite's order of bytes.
LAST = "\U0010ffff"


def search(queryset: QuerySet, query: str, *, site_ids: Collection[int]) -> QuerySet:
    """Supporters of these sites who match every word, each by the start of a name, address or
    postcode."""
    terms = SearchTerm.objects.using(queryset.db).filter(site__in=site_ids)
    for word in query.split()[:MAX_WORDS]:
        queryset = queryset.filter(_matches(word, terms))
    return queryset


def _matches(word: str, terms: QuerySet[SearchTerm]) -> Q:
    """The word as it stands (`tom@mail`), or each of its parts (`saint-martin`)."""
    whole = search_terms.normalised(word).lstrip("@")
    parts = search_terms.words(word)
    found = _found(whole, terms)
    if parts and parts != [whole]:
        every = Q()
        for part in parts:
            every &= _found(part, terms)
        found |= every
    return found


def _found(start: str, terms: QuerySet[SearchTerm]) -> Q:
    """Whose terms begin so. A range on SQLite, whose LIKE ignores case and therefore an index."""
    if not start:
        return Q(pk__in=[])
    if connections[terms.db].vendor == "sqlite":
        terms = terms.filter(term__gte=start, term__lt=start + LAST)
    else:
        terms = terms.filter(term__startswith=start)
    return Q(pk__in=terms.values("supporter"))
