"""The words by which a person is found: without accents, in one case, split where people pause."""

import re
import unicodedata
from collections.abc import Iterable

from hustings_signup.models.people import Supporter

MAX_LENGTH = 254
#: Letters that Unicode does not take apart.
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'"})
PAUSES = re.compile(r"[\W_]+")


def normalised(text: str) -> str:
    """`Zoé D’Arc` as `zoe d'arc`: lower case, no accents, spaces kept."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return bare.translate(LETTERS)


def words(text: str) -> list[str]:
    """The words of a name or the parts of an address: `O'Brien-Roux` is o, brien, roux."""
    return [word for word in PAUSES.split(normalised(text)) if word]


def terms_of(person: Supporter) -> set[str]:
    """Every term a person is found by: names, the address, its host and its parts, the postcode."""
    local, _, host = person.email_canonical.rpartition("@")
    names = f"{person.given_name} {person.family_name}"
    found = {*words(names), *words(local), *_joined(names)}
    found |= {normalised(person.email_canonical), normalised(host), normalised(person.postcode)}
    return {term[:MAX_LENGTH] for term in found if term}


def _joined(names: str) -> Iterable[str]:
    """`obrien` for O'Brien, as people type it in a hurry."""
    return (name.replace("'", "") for name in normalised(names).split() if "'" in name)
