"""Reads single cells: yes and no, moments, codes of languages. What is unclear is unknown."""

import json
import re
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from hustings_signup.importing.names import listed

TRUE = frozenset(listed("true yes y 1 t oui o vrai x on accepts accepte"))
FALSE = frozenset(listed("false no n 0 f non faux off refuse"))
#: Nobody agreed to an e-mail before e-mail forms existed: a spreadsheet's zero, an epoch.
EARLIEST_YEAR = 1995
SOON = timedelta(days=1)
DAY_FIRST = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")
MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y")
CLOCKS = (" %H:%M:%S", " %H:%M", " %I:%M %p", " %I:%M:%S %p", "")
SPREADSHEET_MARK = re.compile(r"'(?=[=+\-@'])")


def pack(cells: list[str]) -> str:
    """Cells as they are stored."""
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def unpack(text: str) -> list[str]:
    """The cells again."""
    return json.loads(text)


def unmarked(cell: str, *, every_cell_marked: bool) -> str:
    """Without the apostrophe that keeps a spreadsheet from reading a formula.

    NationBuilder writes it before any cell, others only before `= + - @`; `'t Hooft` keeps his.
    """
    if every_cell_marked:
        return cell.removeprefix("'")
    return SPREADSHEET_MARK.sub("", cell, count=1) if cell.startswith("'") else cell


def boolean(cell: str) -> bool | None:
    """True, False, or None for blank and for words we do not know."""
    word = cell.strip().casefold()
    if word in TRUE:
        return True
    return False if word in FALSE else None


def moment(cell: str, *, month_first: bool, now: datetime) -> datetime | None:
    """The moment in UTC or the site's zone; None when blank, unreadable, or impossible."""
    text = cell.strip()
    if not text:
        return None
    found = _parse(text, MONTH_FIRST if month_first else DAY_FIRST)
    if found is None:
        return None
    try:
        aware = found if timezone.is_aware(found) else timezone.make_aware(found)
        is_possible = aware.year >= EARLIEST_YEAR and aware <= now + SOON
    except (OverflowError, ValueError):
        return None
    return min(aware, now) if is_possible else None


def _parse(text: str, days: tuple[str, ...]) -> datetime | None:
    normal = re.sub(r"\s*(UTC|GMT)$", "+00:00", text)
    try:
        found = parse_datetime(normal) or datetime.fromisoformat(normal)
    except ValueError:
        found = None
    if found:
        return found
    for day in days:
        for clock in CLOCKS:
            try:
                return datetime.strptime(text, day + clock)
            except ValueError:
                continue
    return None
