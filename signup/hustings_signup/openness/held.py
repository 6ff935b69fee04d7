"""What is held about people, from the declared inventory, for the public to read."""

from __future__ import annotations

from dataclasses import dataclass, field

from hustings_home import inventory
from hustings_home.inventory import Category, Ground, Personal

#: The team's own accounts and traces, and what is published, are no data of supporters.
NOT_OF_SUPPORTERS = frozenset({Category.ACCOUNT, Category.TRACE, Category.PUBLISHED})


@dataclass
class Entry:
    """One reason to hold something: what for, what it rests on, how long, who sees it."""

    why: str
    ground: str
    period: str
    iso: str
    seen_by: str


@dataclass
class Held:
    """One kind of data and every reason it is held for."""

    category: str
    label: str
    entries: list[Entry] = field(default_factory=list)


def about_supporters() -> list[Held]:
    """By category, in the active language; plugins that are not installed hold nothing."""
    return [held for held in everything() if held.category not in NOT_OF_SUPPORTERS]


def everything() -> list[Held]:
    """The same with what is held about the team and those who are presented."""
    found = {str(category): Held(str(category), str(category.label)) for category in Category}
    seen: set[Personal] = set()
    for table in inventory.registered():
        for said in table.personal.values():
            # Without a person to ask the ledger about, nothing may be held on consent.
            if said in seen or (said.ground == Ground.CONSENT and not table.about):
                continue
            seen.add(said)
            entry = Entry(
                why=str(said.why),
                ground=str(said.ground.label),
                period=str(said.period.words),
                iso=said.period.iso,
                seen_by=str(said.seen_by),
            )
            entries = found[str(said.category)].entries
            if entry not in entries:
                entries.append(entry)
    return [held for held in found.values() if held.entries]
