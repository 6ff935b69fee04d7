"""Tags of a file: which there are, which are words of the field, which say what we never hold.

Tags of other tools carry facts: in one real nation most of 150 read `rsvp-…`, `attended-…`,
`canvass-…` (migration-formats.md, 2). None is taken that staff did not choose.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.text import slugify

from hustings_signup.importing import names, values
from hustings_signup.importing.names import listed
from hustings_signup.importing.targets import Target
from hustings_signup.models import ImportBatch, ImportRow
from hustings_signup.services.tagging import InvalidTag, tag_name

#: Offered, those most people wear first; a column with more than MOST holds something else.
OFFERED, MOST = 400, 5000
#: A tag in quotation marks may hold a comma, as Mailchimp writes them.
PART = re.compile(r'"([^"]*)"|([^,;|]+)')
#: The first word of a tag that says what somebody did elsewhere. There is no event or petition of
#: ours it could belong to, and a registration is its guest's own act.
FACTS = frozenset(
    listed("""
    rsvp attended attendee attend canvass canvassed canvasser signup signed signer donor donated
    donation event page petition survey import imported source src recruiter recruited invited
    email mailing opened clicked bounced unsubscribed called texted contacted noshow checkin
    participe participant present absent inscrit inscription signataire signature donateur don
    """)
)
#: Words that may be a subject or may tell something nobody should note of a person.
DOUBTFUL = frozenset(
    listed("""
    health sante handicap handicape disabled disability malade cancer race black white rom trans
    temple paroisse union syndicat syndique syndiquee party parti capital age senior jeune
    """)
)
#: Words about religion, origin, orientation, party, or a guess about the vote.
NEVER = frozenset(
    listed("""
    religion religious religieux religieuse catholic catholique christian chretien chretienne
    protestant protestante evangelical evangelique muslim musulman musulmane islam jew jewish juif
    juive buddhist bouddhiste hindu atheist athee church eglise mosque mosquee synagogue
    ethnic ethnicity ethnie arab arabe maghrebin maghrebine asian asiatique
    gay lesbian lesbienne lgbt lgbtq bisexual bisexuel bisexuelle transgender
    lr lfi eelv pcf ump fn rn ps udi modem nupes nfp rpr democrat republican labour tory gop libdem
    voter voted electeur electrice undecided indecis indecise leaning swing score scores rating
    """)
)
LEVEL = re.compile(r"(support|soutien|level|niveau|score|rating|rank|priority|strong|lean)_?[0-9]")


class Kind(StrEnum):
    """What becomes of a tag: chosen freely, with care, never, or not possible."""

    WORD = "word"
    CARE = "care"
    NEVER = "never"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Found:
    """One tag of a file; `people` are the rows that wear it."""

    name: str
    people: int
    kind: Kind


class TooManyTags(ValueError):
    """The column holds something else."""


def split(cell: str) -> list[str]:
    """The tags of one cell, each once, in order."""
    parts = (quoted or plain for quoted, plain in PART.findall(cell))
    return list(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def slug(name: str) -> str:
    """What tells two spellings of a tag for the same, as `services.tag` does."""
    return slugify(name, allow_unicode=True)[:60]


def kind_of(name: str) -> Kind:
    """What a tag says, judged by its words."""
    folded = names.fold(name)
    words = folded.split("_")
    if NEVER & set(words) or LEVEL.search(folded) or names.is_refused(name):
        return Kind.NEVER
    try:
        tag_name(name)
    except InvalidTag:
        return Kind.UNUSABLE
    is_fact = words[0] in FACTS or "".join(words).isdigit()
    return Kind.CARE if is_fact or DOUBTFUL & set(words) else Kind.WORD


def look(batch: ImportBatch, mapping: Mapping[str, str]) -> list[Found] | None:
    """The tags in the columns of tags, most worn first; None without such a column, TooManyTags
    when it holds something else. Reads every row."""
    positions = {
        number: [i for i, c in enumerate(part["columns"]) if mapping.get(c) == Target.TAGS]
        for number, part in enumerate(batch.sections)
    }
    if not any(positions.values()):
        return None
    is_marked = batch.format == ImportBatch.Format.NATIONBUILDER
    count: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for section, cells in _rows(batch):
        worn = {}
        for i in positions[section]:
            for name in split(values.unmarked(cells[i], every_cell_marked=is_marked)):
                worn[slug(name) or name] = name
        for key, name in worn.items():
            spelled.setdefault(key, name)
        count.update(worn.keys())
        if len(count) > MOST:
            raise TooManyTags
    return [Found(spelled[key], n, kind_of(spelled[key])) for key, n in count.most_common()]


def _rows(batch: ImportBatch) -> Iterator[tuple[int, list[str]]]:
    rows = ImportRow.objects.filter(batch=batch).exclude(cells="").order_by("pk")
    for section, cells in rows.values_list("section", "cells").iterator(chunk_size=2000):
        yield section, values.unpack(cells)


def stored(found: Iterable[Found] | None) -> list[list[object]] | None:
    """As a batch keeps them."""
    return None if found is None else [[tag.name, tag.people, tag.kind.value] for tag in found]


def found_in(batch: ImportBatch) -> list[Found]:
    """As `look` found them."""
    return [Found(name, people, Kind(kind)) for name, people, kind in batch.tags_found or ()]


def choosable(batch: ImportBatch) -> list[Found]:
    """Those that may be taken: the most worn of them."""
    return [tag for tag in found_in(batch) if tag.kind in (Kind.WORD, Kind.CARE)][:OFFERED]


def chosen(batch: ImportBatch, wanted: Collection[str]) -> list[str]:
    """Of the names wanted, those that may be taken."""
    return [tag.name for tag in choosable(batch) if tag.name in set(wanted)]
