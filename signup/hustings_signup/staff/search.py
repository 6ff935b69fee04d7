"""Finds a person by name, e-mail or postcode: the start of a word, in any case, accents or not."""

from collections.abc import Collection

from django.db import connections
from django.db.models import QuerySet

from hustings_signup import search_terms
from hustings_signup.models import SearchTerm

#: More words than this do not make a search narrower, only slower.
MAX_WORDS = 5
#: Behind every text in SQLite's order of bytes.
LAST = "\U0010ffff"


def search(queryset: QuerySet, query: str, *, site_ids: Collection[int]) -> QuerySet:
    """Supporters of these sites who match every word, each by the start of a name, address or
    postcode."""
    for part in parts(query, site_ids=site_ids):
        queryset = queryset.filter(pk__in=part.values("supporter"))
    return queryset


def parts(query: str, *, site_ids: Collection[int]) -> list[QuerySet[SearchTerm]]:
    """The terms that match, a set for each word; whoever is wanted has one of each."""
    return [
        _beginning(start, site_ids) for word in query.split()[:MAX_WORDS] for start in _starts(word)
    ]


def _starts(word: str) -> list[str]:
    """An address as it stands (`tom@mail`, `mail.ex`), a name in its parts (`saint-martin`)."""
    if "@" in word or "." in word:
        return [search_terms.normalised(word).lstrip("@")]
    return search_terms.words(word)[:MAX_WORDS] or [""]


def _beginning(start: str, site_ids: Collection[int]) -> QuerySet[SearchTerm]:
    """A range on SQLite, whose LIKE ignores case and therefore every index."""
    terms = SearchTerm.objects.filter(site__in=site_ids)
    if not start:
        return terms.none()
    if connections[terms.db].vendor == "sqlite":
        return terms.filter(term__gte=start, term__lt=start + LAST)
    return terms.filter(term__startswith=start)
