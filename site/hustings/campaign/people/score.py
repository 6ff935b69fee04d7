"""Decides who does what and when: signatures, registrations, sign-ups, second thoughts."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from hustings.campaign.calendar import days_ago
from hustings.campaign.content_files import CONTENT, read, read_folder
from hustings.campaign.demonstration import demo_facts
from hustings.campaign.topics import agenda
from hustings_signup.models.neighbourhoods import PREFIX

#: For how many people the numbers in the files are meant.
FULL_CAST = 2000
UNCONFIRMED = timedelta(days=6)  # older ones would be erased already
NEWS = "updates.campaign"
VOLUNTEER = "volunteer.contact"


@dataclass(frozen=True)
class Deed:
    """One press of a button by one of the cast (by number), and what follows."""

    who: int
    page: str
    at: datetime
    asked: Mapping[str, bool]
    source: str
    party_size: int = 1
    is_confirmed: bool = True
    regrets_after: timedelta | None = None


def write(count: int, now: datetime, dice: random.Random) -> list[Deed]:
    """Every deed of a cast of this size, in the order of time."""
    scale = count / FULL_CAST
    people = list(range(count))
    dice.shuffle(people)
    queue = _in_turn(people)
    deeds = [
        *_signatures(queue, scale, now, dice),
        *_registrations(queue, scale, now, dice),
        *_sign_ups(queue, scale, now, dice),
    ]
    return sorted(deeds, key=lambda deed: deed.at)


def _in_turn(people: list[int]) -> Iterator[int]:
    """Everybody once before anybody twice; a page is never offered to the same person twice,
    since no page has more deeds than there are people."""
    while True:
        yield from people


def _signatures(
    queue: Iterator[int], scale: float, now: datetime, dice: random.Random
) -> Iterable[Deed]:
    wanted = _numbers()["signatures"]
    for key, texts in read_folder("demo", "petitions").items():
        opened = days_ago(now, texts["opened_days_ago"], "09:00")
        closed = days_ago(now, texts.get("closed_days_ago", 0))
        for _ in range(_scaled(wanted[key], scale)):
            at = _moment(opened, closed, dice)
            boxes = {NEWS: dice.random() < 0.34}
            yield _deed(next(queue), f"petitions/{key}", at, boxes, now, dice)


def _registrations(
    queue: Iterator[int], scale: float, now: datetime, dice: random.Random
) -> Iterable[Deed]:
    for key, texts in read_folder("demo", "agenda").items():
        draft_day = agenda.day_of(texts, now)
        start = agenda.moment(draft_day, texts["starts"])
        announced = agenda.announced(draft_day, now)
        until = min(start - timedelta(hours=3), now)
        for size in _parties(texts, scale, dice):
            at = _moment(announced, until, dice)
            boxes = {NEWS: dice.random() < 0.45}
            yield _deed(
                next(queue), f"agenda/{key}", at, boxes, now, dice, party_size=size, is_sure=True
            )


def _parties(texts: dict[str, Any], scale: float, dice: random.Random) -> Iterator[int]:
    """Parties that add up to the seats of the file, then those of the waiting list."""
    left = _scaled(texts["seats"], scale)
    largest = texts.get("party_limit", 4)
    while left > 0:
        size = min(left, largest, dice.choice((1, 1, 1, 1, 2, 2, 2, 3, 4)))
        left -= size
        yield size
    for _ in range(_scaled(texts.get("waiting", 0), scale)):
        yield 1


def _sign_ups(
    queue: Iterator[int], scale: float, now: datetime, dice: random.Random
) -> Iterable[Deed]:
    wanted = _numbers()["sign_ups"]
    since = days_ago(now, wanted["opened_days_ago"], "09:00")
    places = demo_facts(now.date()).neighbourhoods
    for key, other in (("join", VOLUNTEER), ("volunteer", NEWS)):
        for _ in range(_scaled(wanted[key], scale)):
            at = _moment(since, now, dice)
            boxes = {other: dice.random() < 0.3}
            if key == "join":  # the page that offers neighbourhoods
                boxes |= {f"{PREFIX}{place.key}": dice.random() < 0.2 for place in places}
            yield _deed(next(queue), key, at, boxes, now, dice)


def _deed(
    who: int,
    page: str,
    at: datetime,
    asked: dict[str, bool],
    now: datetime,
    dice: random.Random,
    *,
    party_size: int = 1,
    is_sure: bool = False,
) -> Deed:
    is_recent = now - at < UNCONFIRMED
    regrets = dice.random() < 0.03 and not is_sure
    return Deed(
        who=who,
        page=page,
        at=at,
        asked=asked,
        source=dice.choice(_numbers()["sources"]),
        party_size=party_size,
        is_confirmed=is_sure or not (is_recent and dice.random() < 0.3),
        regrets_after=timedelta(hours=dice.randint(1, 300)) if regrets else None,
    )


def _moment(since: datetime, until: datetime, dice: random.Random) -> datetime:
    """A waking hour between two moments, nearer to the first: people hear of it and act."""
    length = (until - since).total_seconds()
    at = since + timedelta(seconds=length * dice.betavariate(1.1, 1.7))
    local = timezone.localtime(at)
    if local.hour < 7:
        at = min(at + timedelta(hours=9), until)
    return max(at, since)


def _scaled(number: int, scale: float) -> int:
    return number if scale >= 1 else max(1, round(number * scale)) if number else 0


def _numbers() -> dict[str, Any]:
    return read(CONTENT / "demo" / "people" / "numbers.toml")
