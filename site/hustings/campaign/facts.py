"""The facts of a campaign: who stands for what and when, and who answers for the site."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import formats, translation

#: As in `hustings_signup.models.Neighbourhood`.
KEY, MAX_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"), 28
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LANGUAGES = ("fr", "en")
#: Where the news end when no date of the vote is known.
UNDATED = {"fr": "jour du vote", "en": "polling day"}


class FactsError(ValueError):
    """The file or the answers are wrong; `problems` lists everything at once."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


ELIDED = re.compile(r"[aeiouyhâàäéèêëîïôöûüAEIOUYHÂÀÄÉÈÊËÎÏÔÖÛÜ]")


@dataclass(frozen=True)
class Place:
    """A neighbourhood that people may choose: its key, its name by language, its postcodes."""

    key: str
    names: Mapping[str, str]
    postcodes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What the questions, the file and the demonstration provide; empty means unknown."""

    campaign_name: str = ""
    candidate: str = ""
    place: str = ""
    office: str = ""
    first_round: date | None = None
    second_round: date | None = None
    primary_colour: str = ""
    accent_colour: str = ""
    logo: str = ""
    publisher: str = ""
    legal_form: str = ""
    registration: str = ""
    address: str = ""
    phone: str = ""
    contact_email: str = ""
    director: str = ""
    host_name: str = ""
    host_address: str = ""
    host_phone: str = ""
    data_contact_email: str = ""
    data_contact_postal: str = ""
    site_address: str = ""
    neighbourhoods: tuple[Place, ...] = ()

    @property
    def controller(self) -> str:
        """Who answers for the data: the publisher, else the candidate, else the campaign."""
        return self.publisher or self.candidate or self.campaign_name

    def placeholders(self, language: str) -> dict[str, str]:
        """What may stand in braces in our texts, in one language."""
        return {
            "campaign": self.campaign_name,
            "candidate": self.candidate or self.campaign_name,
            "of_candidate": of(self.candidate or self.campaign_name, language),
            "place": self.place,
            "office": self.office,
            "standing": " · ".join(filter(None, self._standing(language))),
            "publisher": self.controller,
            "data_email": self.data_contact_email,
            "contact_email": self.contact_email,
            "host": self.host_name,
            "vote": spoken(self.first_round, language),
            "second_round": spoken(self.second_round, language),
            "end": spoken(self.second_round or self.first_round, language),
        }

    def _standing(self, language: str) -> list[str]:
        vote = spoken(self.first_round, language) if self.first_round else ""
        return [self.office, "" if self.place in self.office else self.place, vote]

    def checked(self) -> Facts:
        """These facts; FactsError that lists everything wrong with them."""
        problems = []
        if not self.campaign_name.strip():
            problems.append("campaign_name is missing: the name at the top of every page.")
        for name in ("primary_colour", "accent_colour"):
            value = getattr(self, name)
            if value and not COLOUR.fullmatch(value):
                problems.append(f"{name} is {value!r}; write # and six digits, as in #1d3f8f.")
        for name in ("contact_email", "data_contact_email"):
            problems += _email_problem(name, getattr(self, name))
        if self.second_round and (not self.first_round or self.second_round <= self.first_round):
            problems.append("second_round must come after first_round.")
        if self.logo and not Path(self.logo).is_file():
            problems.append(f"logo: there is no file {self.logo}.")
        problems += _place_problems(self.neighbourhoods)
        if self.site_address and not urlsplit(self.site_address).hostname:
            problems.append("site_address must be complete, as in https://www.example.org.")
        if problems:
            raise FactsError(problems)
        return self


def _place_problems(places: tuple[Place, ...]) -> list[str]:
    problems = [
        f"neighbourhoods: the key {place.key!r} must be a to z, digits and hyphens, "
        f"{MAX_KEY} characters at most."
        for place in places
        if not KEY.fullmatch(place.key) or len(place.key) > MAX_KEY
    ]
    problems += [f"neighbourhoods: {one.key} needs a name." for one in places if not one.names]
    keys = Counter(place.key for place in places)
    names = Counter(pair for place in places for pair in place.names.items())
    twice = [key for key, count in keys.items() if count > 1]
    twice += sorted({name for (_language, name), count in names.items() if count > 1})
    return problems + [f"neighbourhoods: {words} stands twice." for words in twice]


def _email_problem(name: str, value: str) -> list[str]:
    try:
        if value:
            validate_email(value)
    except ValidationError:
        return [f"{name} is {value!r}; it must be an e-mail address."]
    return []


def spoken(day: date | None, language: str) -> str:
    """The day as a reader of the language writes it: "14 mars 2027", "14 March 2027"."""
    if day is None:
        return UNDATED[language]
    with translation.override(language):
        if language == "fr" and day.day == 1:
            return f"1er {formats.date_format(day, 'F Y')}"
        return formats.date_format(day, "j F Y")


def of(name: str, language: str) -> str:
    """The name as in "the campaign of …": French elides before a vowel or a mute h."""
    if language != "fr":
        return name
    return f"d'{name}" if ELIDED.match(name) else f"de {name}"


def read_file(path: Path) -> Facts:
    """The facts in a TOML or JSON file; FactsError for what is unreadable or unknown."""
    try:
        text = path.read_text(encoding="utf-8")
        values = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except OSError as error:
        raise FactsError([f"{path} cannot be read: {error.strerror}."]) from None
    except ValueError as error:  # of json and tomllib, and for text that is not UTF-8
        raise FactsError([f"{path} is not understood: {error}"]) from None
    if not isinstance(values, dict):
        raise FactsError([f"{path} must hold names and values."])
    facts = from_values(values)
    if facts.logo:  # as seen from the file
        facts = replace(facts, logo=str(path.parent / facts.logo))
    return facts


def from_values(values: Mapping[str, Any]) -> Facts:
    """Facts from names and values; FactsError lists every unknown name and wrong type."""
    problems: list[str] = []
    good: dict[str, Any] = {}
    known = {field.name: field for field in fields(Facts)}
    for name, value in values.items():
        if name not in known:
            problems.append(f"{name} is not known; the names are: {', '.join(known)}.")
        elif name in ("first_round", "second_round"):
            try:
                good[name] = as_date(value)
            except ValueError:
                problems.append(f"{name} is {value!r}; write the date as 2027-03-14.")
        elif name == "neighbourhoods":
            good[name] = tuple(_place(one, problems) for one in _tables(value, problems))
        elif not isinstance(value, str):
            problems.append(f"{name} must be text.")
        else:
            good[name] = value.strip()
    if problems:
        raise FactsError(problems)
    return Facts(**good)


def _tables(value: Any, problems: list[str]) -> list[Mapping[str, Any]]:
    """The tables of `[[neighbourhoods]]`; "" is none, as in an empty column."""
    found = value or []
    if isinstance(found, list) and all(isinstance(one, Mapping) for one in found):
        return found
    problems.append("neighbourhoods must be tables: [[neighbourhoods]] in TOML, a list in JSON.")
    return []


def _place(table: Mapping[str, Any], problems: list[str]) -> Place:
    """`name` is the name in every language that has none of its own (`name_fr`, `name_en`)."""
    names = {code: table.get(f"name_{code}", table.get("name", "")) for code in LANGUAGES}
    postcodes = table.get("postcodes", [])
    known = {"key", "name", "postcodes", *(f"name_{code}" for code in LANGUAGES)}
    texts = [table.get("key", ""), *names.values()]
    if set(table) - known or not all(isinstance(text, str) for text in texts):
        problems.append(f"neighbourhoods: each has {', '.join(sorted(known))}, and nothing else.")
        return Place("", {})
    if not isinstance(postcodes, list) or not all(isinstance(code, str) for code in postcodes):
        problems.append('neighbourhoods: postcodes are a list of texts, as in ["49000"].')
        postcodes = []
    given = {code: name.strip() for code, name in names.items() if name.strip()}
    return Place(table.get("key", ""), given, tuple(postcodes))


def as_date(value: Any) -> date | None:
    """A date as TOML gives it or as typed; None for an empty text; ValueError otherwise."""
    if value == "":
        return None
    if isinstance(value, str):
        return date.fromisoformat(value)
    if type(value) is date:
        return value
    raise ValueError("not a date")
