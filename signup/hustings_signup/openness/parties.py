"""Who works for the campaign: declared entries and published notices told as one list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from wagtail.models import Site

from hustings_signup import processors
from hustings_signup.models import Notice, ProcessorEntry
from hustings_signup.openness import partners
from hustings_signup.openness.partners import Partner

#: Where the words of a notice may name a company that works for the campaign.
NAMED_UNDER = ("processors", "outside_eu", "recipients")


@dataclass(frozen=True)
class Party:
    """A company as visitors read of it; `purpose` is empty where only a notice names it."""

    name: str
    since: date
    purpose: str = ""


@dataclass(frozen=True)
class Differences:
    """What entries and notices do not both say (R7): to be mended by staff."""

    #: An entry, and the titles of the notices in force of one language that do not name it.
    unnamed: list[tuple[ProcessorEntry, list[str]]]
    #: Lines of notices that no live entry stands behind.
    undeclared: list[str]

    def __bool__(self) -> bool:
        return bool(self.unnamed or self.undeclared)


def working_for(site: Site, locale: str) -> list[Party]:
    """Every company once: the entry where there is one, else the line of the notice."""
    entries = processors.declared(site.pk)
    named = _not_declared(partners.named(site, locale, "processors"), entries)
    return [*map(_told, entries), *(Party(one.name, _day(one)) for one in named)]


def outside_eu(site: Site, locale: str) -> list[Party]:
    """Those of them, and of the recipients in notices, outside the European Union."""
    entries = processors.declared(site.pk)
    named = _not_declared(partners.named(site, locale, "outside_eu"), entries)
    abroad = [entry for entry in entries if entry.is_outside_eu]
    return [*map(_told, abroad), *(Party(one.name, _day(one)) for one in named)]


def differences(site: Site) -> Differences:
    """Compares the live entries of a site with all its notices in force, in two queries."""
    entries = processors.declared(site.pk)
    in_force = list(Notice.objects.filter(site=site).in_force())
    unnamed = [
        (entry, missing)
        for entry in entries
        if (missing := [_title(one) for one in in_force if not _names(one, entry)])
    ]
    lines = {
        line
        for notice in in_force
        for field in ("processors", "outside_eu")
        for line in partners.lines(notice.content, field)
    }
    return Differences(
        unnamed, sorted(line for line in lines if not any(_is_in(one, line) for one in entries))
    )


def _names(notice: Notice, entry: ProcessorEntry) -> bool:
    return any(
        _is_in(entry, line)
        for field in NAMED_UNDER
        for line in partners.lines(notice.content, field)
    )


def _is_in(entry: ProcessorEntry, line: str) -> bool:
    """A notice may say more than the name: "Relais SA, Lyon"."""
    return entry.name.casefold() in line.casefold()


def _title(notice: Notice) -> str:
    return f"{notice.content['title']} ({notice.locale}, {notice.version})"


def _not_declared(named: Iterable[Partner], entries: list[ProcessorEntry]) -> list[Partner]:
    return [one for one in named if not any(_is_in(entry, one.name) for entry in entries)]


def _told(entry: ProcessorEntry) -> Party:
    return Party(entry.label, entry.since_on, entry.purpose)


def _day(partner: Partner) -> date:
    return timezone.localdate(partner.since)
