"""French postcodes, towns and departments, from open data shipped with the package (LICENCE.md).

Read once per process on first use (about 100 ms); nothing is asked from the network.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

POSTCODE_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Town:
    """A commune or municipal arrondissement; `code` is its INSEE code, not a postcode."""

    code: str
    name: str
    department: str
    population: int
    postcodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """What a postcode tells: its most populous town and the code of that town's department."""

    postcode: str
    town: str
    department: str


def clean_postcode(raw: str) -> str:
    """The five digits of a French postcode, or "" when it is none; spaces are ignored."""
    compact = "".join(raw.split())
    is_postcode = len(compact) == POSTCODE_LENGTH and compact.isascii() and compact.isdigit()
    return compact if is_postcode else ""


def resolve(postcode: str) -> Place | None:
    """The place of a postcode; None when it is malformed or unknown."""
    found = towns(postcode)
    return Place(clean_postcode(postcode), found[0].name, found[0].department) if found else None


def towns(postcode: str) -> list[Town]:
    """The towns of a postcode, the most populous first."""
    return list(_by_postcode().get(clean_postcode(postcode), ()))


def town_by_code(code: str) -> Town | None:
    """The town with this INSEE code."""
    return _by_code().get(code)


@cache
def departments() -> dict[str, str]:
    """Names of departments and overseas collectivities by code, in the order of the codes."""
    text = files(__package__).joinpath("departments.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


@cache
def _by_code() -> dict[str, Town]:
    packed = files(__package__).joinpath("communes.csv.gz").read_bytes()
    rows = csv.reader(gzip.decompress(packed).decode().splitlines())
    next(rows)
    return {
        code: Town(code, name, department, int(population or 0), tuple(postcodes.split()))
        for code, name, department, population, postcodes in rows
    }


@cache
def _by_postcode() -> dict[str, list[Town]]:
    index: defaultdict[str, list[Town]] = defaultdict(list)
    for town in sorted(_by_code().values(), key=lambda town: -town.population):
        for postcode in town.postcodes:
            index[postcode].append(town)
    return dict(index)
