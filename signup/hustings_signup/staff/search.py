"""Finds a person by name, e-mail or postcode, one word or several, in any case."""

from django.db.models import Q, QuerySet

FIELDS = ("given_name", "family_name", "email")
#: More words than this do not make a search narrower, only slower.
MAX_WORDS = 5


def search(queryset: QuerySet, query: str) -> QuerySet:
    """Supporters who match every word: part of a name or address, or the start of a postcode."""
    for word in query.split()[:MAX_WORDS]:
        queryset = queryset.filter(_matches(word))
    return queryset


def _matches(word: str) -> Q:
    found = Q(postcode__startswith=word)
    # SQLite compares cases of ASCII only: « élodie » must find « Élodie » there too.
    cases = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    for name in FIELDS:
        for case in cases:
            found |= Q(**{f"{name}__icontains": case})
    return found
