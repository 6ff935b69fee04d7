"""Purposes, registered by code: what a record or a subscription is about. Plugins add those of
their acts; lists that each site defines for itself are one family."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Purpose:
    """What data may be used for. `is_list`: people are written to because of it;
    `ends_with_vote`: it was asked for until the vote, and no longer (consent.md R14)."""

    key: str
    label: str | Promise
    version: int = 1
    is_list: bool = False
    ends_with_vote: bool = False


@dataclass(frozen=True)
class Family:
    """Purposes that every site names for itself, alike in all but the last word of their key.

    Whoever writes or replays records needs nothing but the key, so no table is asked; only names
    are looked up, per site. `names(site_id)` gives them in the active language, by last word, in
    the order of the site, also those of what is no longer offered.
    """

    #: With its last dot.
    prefix: str
    #: Holds `%(name)s`.
    label: str | Promise
    names: Callable[[int], Mapping[str, str]]
    version: int = 1
    is_list: bool = False
    ends_with_vote: bool = False

    def purpose(self, word: str, name: str = "") -> Purpose:
        """The member with this last word; without a name, called by that word."""
        return Purpose(
            key=f"{self.prefix}{word}",
            label=str(self.label) % {"name": name or word},
            version=self.version,
            is_list=self.is_list,
            ends_with_vote=self.ends_with_vote,
        )


_purposes: dict[str, Purpose] = {}
_families: dict[str, Family] = {}


def register(purpose: Purpose) -> None:
    """Add a purpose; a second call with the same key replaces the first."""
    _purposes[purpose.key] = purpose


def register_family(family: Family) -> None:
    """Add a family; a second call with the same prefix replaces the first."""
    _families[family.prefix] = family


def get(key: str) -> Purpose:
    """The purpose; KeyError when no plugin registered it. Of a site's own, without its name."""
    family = _family_of(key)
    return family.purpose(key.removeprefix(family.prefix)) if family else _purposes[key]


def registered() -> list[Purpose]:
    """Those that are the same for every site, in the order of their registration."""
    return list(_purposes.values())


def is_list(key: str) -> bool:
    """Whether people are written to because of it; false for one no plugin knows any more."""
    return _is_known(key) and get(key).is_list


def is_of_site(key: str) -> bool:
    """Whether it is one that a site defines for itself."""
    return _family_of(key) is not None


def version_of(key: str) -> int:
    """Its version; 1 for one no plugin knows any more."""
    return get(key).version if _is_known(key) else 1


def list_purposes(site_ids: Iterable[int] = ()) -> list[Purpose]:
    """Those with a list of subscribers: of every site, then those of these sites."""
    site_ids = sorted(site_ids)
    found = [purpose for purpose in _purposes.values() if purpose.is_list]
    for family in _families.values():
        if family.is_list:
            found += _members(family, site_ids)
    return found


def _members(family: Family, site_ids: Iterable[int]) -> list[Purpose]:
    """A word that two of the sites use is one purpose, under both names."""
    names: dict[str, dict[str, None]] = {}
    for site_id in site_ids:
        for word, name in family.names(site_id).items():
            names.setdefault(word, {})[name] = None
    return [family.purpose(word, " / ".join(known)) for word, known in names.items()]


def lists_q() -> Q:
    """Rows with a `purpose` that has a list, whichever site defines it."""
    return _rows(lambda purpose: purpose.is_list)


def ends_with_vote_q() -> Q:
    """Rows with a `purpose` that ends with the vote."""
    return _rows(lambda purpose: purpose.ends_with_vote)


def _rows(wanted: Callable[[Purpose | Family], bool]) -> Q:
    found = Q(purpose__in=[purpose.key for purpose in _purposes.values() if wanted(purpose)])
    for family in filter(wanted, _families.values()):
        found |= Q(purpose__startswith=family.prefix)
    return found


def choices() -> list[tuple[str, str | Promise]]:
    """Choices for a form or filter: those that are the same for every site."""
    return [(purpose.key, purpose.label) for purpose in _purposes.values()]


def label_of(key: str, site_id: int | None = None) -> str:
    """What a person is shown for a purpose, also one no plugin knows any more. Without the site,
    one that a site defines is called by the last word of its key."""
    family = _family_of(key)
    if family is None:
        return str(_purposes[key].label) if key in _purposes else key
    word = key.removeprefix(family.prefix)
    names = family.names(site_id) if site_id is not None else {}
    return str(family.purpose(word, names.get(word, "")).label)


def _family_of(key: str) -> Family | None:
    found = (f for f in _families.values() if key.startswith(f.prefix) and key != f.prefix)
    return next(found, None)


def _is_known(key: str) -> bool:
    return key in _purposes or is_of_site(key)


for _purpose in (
    Purpose(
        "updates.campaign", _("News by e-mail until the vote"), is_list=True, ends_with_vote=True
    ),
    Purpose("updates.beyond", _("News by e-mail after the vote"), is_list=True),
    # Promised to end with the vote too, in the words of the notices shipped.
    Purpose(
        "volunteer.contact",
        _("Being contacted as a volunteer"),
        is_list=True,
        ends_with_vote=True,
    ),
):
    register(_purpose)
