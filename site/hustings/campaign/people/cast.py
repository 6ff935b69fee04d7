"""Invents people: names from our own lists, reserved addresses, real towns by population."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

from hustings.campaign.content_files import CONTENT, read
from hustings_home import places
from hustings_signup import mailbox
from hustings_signup.people import Person

FOLDER = CONTENT / "demo" / "people"
#: Reserved by RFC 2606 and RFC 6761: no mail ever leaves for a stranger.
DOMAINS = (
    "example.org",
    "example.net",
    "example.com",
    "courriel.example",
    "poste.example",
    "mail.example.org",
    "famille.example.net",
)
#: Only our people have an address there.
MARK = "courriel.example"


@dataclass(frozen=True)
class Character:
    """Someone of the demonstration, and the language they read."""

    person: Person
    locale: str


def invent(count: int, dice: random.Random) -> list[Character]:
    """So many different people; the same dice give the same people."""
    given, family = _lists()
    towns, weights = _towns()
    taken: Counter[str] = Counter()
    found = []
    for town in dice.choices(towns, weights, k=count):
        first, last = dice.choice(given), dice.choice(family)
        address = _address(first, last, dice, taken)
        place = places.resolve(dice.choice(town.postcodes))
        person = Person(
            mailbox=mailbox.parse(address),
            given_name=first,
            family_name=last,
            postcode=place.postcode if place else "",
            town=place.town if place else "",
            department=place.department if place else "",
        )
        found.append(Character(person, "en" if dice.random() < 0.06 else "fr"))
    return found


def _address(first: str, last: str, dice: random.Random, taken: Counter[str]) -> str:
    names = {"first": _plain(first), "last": _plain(last), "initial": _plain(first)[0]}
    shape = dice.choice(("{first}.{last}", "{first}.{last}", "{initial}{last}", "{first}-{last}"))
    local = shape.format(**names)
    taken[local] += 1
    number = str(taken[local]) if taken[local] > 1 else ""
    return f"{local}{number}@{dice.choice(DOMAINS)}"


def _plain(name: str) -> str:
    """Letters a to z only: "Yıldız" is "yildiz", "Le Bihan" is "lebihan"."""
    decomposed = unicodedata.normalize("NFKD", name.lower().replace("ı", "i"))
    return "".join(letter for letter in decomposed if "a" <= letter <= "z")


@cache
def _lists() -> tuple[list[str], list[str]]:
    given = (FOLDER / "given.txt").read_text(encoding="utf-8").split()
    family = (FOLDER / "family.txt").read_text(encoding="utf-8").strip().split("|")
    return given, family


@cache
def _towns() -> tuple[list[places.Town], list[float]]:
    """Towns and how likely someone lives there: population times how near it is."""
    towns, weights = [], []
    for area in read(FOLDER / "towns.toml")["area"]:
        for code in area["towns"]:
            town = places.town_by_code(code)
            if town is not None:
                towns.append(town)
                weights.append(town.population * area["nearness"])
    return towns, weights
