"""Many campaigns on one installation: who they are, from a table or from a number."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from hustings.campaign.facts import Facts, FactsError, from_values

NEEDED = ("campaign_name", "site_address")


def read_table(path: Path) -> list[Facts]:
    """One campaign per line of a CSV (UTF-8, `,` or `;`); the header names facts as in a campaign
    file. FactsError lists everything wrong, by line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FactsError([f"{path} cannot be read: {error}."]) from None
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    rows = list(csv.DictReader(text.splitlines(), delimiter=delimiter))
    found, problems = [], []
    for line, row in enumerate(rows, start=2):
        try:
            facts = from_values({name: value or "" for name, value in row.items() if name})
            problems += [f"line {line}: {name} is missing." for name in _missing(facts)]
            found.append(facts.checked())
        except FactsError as error:
            problems += [f"line {line}: {problem}" for problem in error.problems]
    problems += _twice(found)
    if problems or not found:
        raise FactsError(problems or [f"{path} has no line below its header."])
    return found


def numbered(count: int, domain: str) -> Iterator[Facts]:
    """So many campaigns that wait for their names, at c1.<domain>, c2.<domain> and so on."""
    for number in range(1, count + 1):
        yield Facts(
            campaign_name=f"Campagne {number}", site_address=f"https://c{number}.{domain}"
        ).checked()


def _missing(facts: Facts) -> list[str]:
    return [name for name in NEEDED if not getattr(facts, name)]


def _twice(found: list[Facts]) -> list[str]:
    counts = Counter(facts.site_address for facts in found)
    return [f"{address} stands on {n} lines." for address, n in counts.items() if n > 1 and address]
