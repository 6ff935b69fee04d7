"""What one row says by itself: whose mailbox, which answer, with how much proof."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from hustings_signup import mailbox, phones
from hustings_signup.importing import formats, tagwords, values
from hustings_signup.importing.grades import AGAINST, STATUS, Answer, Grade, grade
from hustings_signup.importing.names import fold
from hustings_signup.importing.targets import Target
from hustings_signup.models import ImportBatch, Note
from hustings_signup.people import clean_name

LANGUAGES = {"fr": "fr", "french": "fr", "francais": "fr", "en": "en", "english": "en",
             "anglais": "en"}  # fmt: skip
MAX_NAME, MAX_WORDS, MAX_SOURCE, MAX_KEY = 70, 2000, 200, 100
MAX_NOTE: int = Note._meta.get_field("text").max_length  # type: ignore[assignment]
#: Control characters but line break and tab.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every row of one section of a batch."""

    section: int
    name: str
    #: positions in the cells of each target
    positions: Mapping[str, tuple[int, ...]]
    words: str
    words_source: str
    locale: str
    month_first: bool
    every_cell_marked: bool
    #: the tags staff chose, by slug
    tags: Mapping[str, str]
    now: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """One row, judged. With a `fault` only section and number mean something."""

    section: int
    number: int
    fault: str = ""
    typed: str = ""
    canonical: str = ""
    answer: Answer = Answer.NONE
    grade: Grade = Grade.D
    at: datetime | None = None
    words: str = ""
    source: str = ""
    given_name: str = ""
    family_name: str = ""
    postcode: str = ""
    town: str = ""
    locale: str = ""
    key: str = ""
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    phone: str = ""
    is_not_to_be_called: bool = False
    #: codes of what stands in it and can be no note, no number
    left_out: tuple[str, ...] = ()

    @property
    def is_against(self) -> bool:
        """Whether it says no, or that nothing arrives there."""
        return self.answer in AGAINST


def terms_of(batch: ImportBatch, *, now: datetime) -> list[Terms]:
    """One per section of the file."""
    found = []
    tags = {tagwords.slug(name): name for name in batch.tags_taken}
    for number, section in enumerate(batch.sections):
        positions: dict[str, tuple[int, ...]] = {}
        for position, column in enumerate(section["columns"]):
            target = batch.mapping.get(column, "")
            if target:
                positions[target] = (*positions.get(target, ()), position)
        found.append(
            Terms(
                section=number,
                name=section["name"],
                positions=positions,
                words=batch.words,
                words_source=batch.words_source,
                locale=batch.locale,
                month_first=batch.format == ImportBatch.Format.NATIONBUILDER,
                every_cell_marked=batch.format == ImportBatch.Format.NATIONBUILDER,
                tags=tags,
                now=now,
            )
        )
    return found


def judge(terms: Terms, number: int, cells: list[str] | None) -> Judged:
    """Judge one row; `cells` is None when their number was not that of the header."""
    place = partial(Judged, terms.section, number)
    if cells is None:
        return place(fault="length")
    found = {
        target: [
            values.unmarked(cells[i], every_cell_marked=terms.every_cell_marked) for i in positions
        ]
        for target, positions in terms.positions.items()
    }
    row = {target: texts[0].strip() for target, texts in found.items()}
    if not row.get(Target.EMAIL):
        return place(fault="no_address")
    try:
        box = mailbox.parse(row[Target.EMAIL])
    except mailbox.InvalidMailbox:
        return place(fault="bad_address")
    answer = _answer(terms, found, row)
    if answer in AGAINST:  # needs no name, and must not fail for one
        at = values.moment(row.get(Target.NO_AT, ""), month_first=terms.month_first, now=terms.now)
        return place(typed=box.typed, canonical=box.canonical, answer=answer, at=at)
    judged = _yes(terms, number, row, box, answer)
    return judged if judged.fault else _with_extras(judged, terms, found)


def _answer(terms: Terms, found: Mapping[str, list[str]], row: Mapping[str, str]) -> Answer:
    """Anything against comes first; a column of refusals with a word we do not know is one."""
    status = STATUS.get(fold(row.get(Target.STATUS, "")))
    says_no, is_bad = (_is_said(found, target) for target in (Target.NO, Target.BAD))
    yes = values.boolean(row.get(Target.YES, ""))
    if says_no or row.get(Target.NO_AT) or yes is False or status is Answer.REFUSED:
        return Answer.REFUSED
    if terms.name == formats.UNSUBSCRIBED:
        return Answer.REFUSED
    if is_bad or status is Answer.BOUNCED or terms.name == formats.CLEANED:
        return Answer.BOUNCED
    if status is Answer.NONE or terms.name == "nonsubscribed":
        return Answer.NONE
    if Target.YES in terms.positions or Target.STATUS in terms.positions:
        box = yes is True or Target.YES not in terms.positions
        state = status is Answer.YES or Target.STATUS not in terms.positions
        return Answer.YES if box and state else Answer.UNCLEAR
    # A moment of consent is a statement; without any column for it there is none.
    is_statement = bool(row.get(Target.YES_AT)) or terms.name == formats.SUBSCRIBED
    return Answer.YES if is_statement else Answer.UNCLEAR


def _is_said(found: Mapping[str, list[str]], target: Target) -> bool:
    """Whether any column says so; a word we do not know says it too."""
    cells = found.get(target, ())
    return any(cell.strip() and values.boolean(cell) is not False for cell in cells)


def _with_extras(judged: Judged, terms: Terms, found: Mapping[str, list[str]]) -> Judged:
    """With the chosen tags, the notes, the number; what is too long or none is named."""
    left = []
    worn = (tagwords.slug(name) for cell in found.get(Target.TAGS, ())
            for name in tagwords.split(cell))  # fmt: skip
    notes = []
    for cell in found.get(Target.NOTE, ()):
        text = CONTROL.sub("", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if len(text) > MAX_NOTE:
            left.append("note_long")
        elif text:
            notes.append(text)
    phone = ""
    try:
        phone = phones.clean_number(found.get(Target.PHONE, [""])[0])
    except ValueError:
        left.append("phone_bad")
    return replace(
        judged,
        tags=tuple(dict.fromkeys(terms.tags[slug] for slug in worn if slug in terms.tags)),
        notes=tuple(dict.fromkeys(notes)),
        phone=phone,
        is_not_to_be_called=_is_said(found, Target.NO_CALL),
        left_out=tuple(dict.fromkeys(left)),
    )


def _yes(
    terms: Terms, number: int, row: Mapping[str, str], box: mailbox.Mailbox, answer: Answer
) -> Judged:
    place = partial(Judged, terms.section, number)
    try:
        given, family = (
            clean_name(row.get(target, "")) for target in (Target.GIVEN_NAME, Target.FAMILY_NAME)
        )
        town = clean_name(row.get(Target.TOWN, ""))
    except ValueError:
        return place(fault="bad_name")
    if max(len(given), len(family), len(town)) > MAX_NAME:
        return place(fault="bad_name")
    words = row.get(Target.WORDS) or terms.words
    source = row.get(Target.SOURCE) or (terms.words_source if words else "")
    if _names_the_person(row.get(Target.WORDS, ""), box, family) or len(words) > MAX_WORDS:
        return place(fault="words")
    at = values.moment(row.get(Target.YES_AT, ""), month_first=terms.month_first, now=terms.now)
    return place(
        typed=box.typed,
        canonical=box.canonical,
        answer=answer,
        grade=grade(
            answer=answer,
            at=at,
            has_words=bool(words.strip()),
            has_source=bool(source.strip()),
            has_ip=_is_ip(row.get(Target.IP, "")),
        ),
        at=at,
        words=words,
        source=source[:MAX_SOURCE],
        given_name=given,
        family_name=family,
        postcode=_postcode(row.get(Target.POSTCODE, "")),
        town=town,
        locale=LANGUAGES.get(fold(row.get(Target.LANGUAGE, ""))[:8], "")
        or LANGUAGES.get(row.get(Target.LANGUAGE, "")[:2].lower(), terms.locale),
        key=row.get(Target.FOREIGN_ID, "")[:MAX_KEY],
    )


def _names_the_person(words: str, box: mailbox.Mailbox, family: str) -> bool:
    """Words become a notice that is never changed: they must not hold whom they were shown to."""
    text = words.casefold()
    return "@" in text or (len(family) > 2 and family.casefold() in re.findall(r"[\w'’-]+", text))


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _postcode(text: str) -> str:
    """As forms take it; what is no postcode is left out, the rest of the row is not worse for it.

    A spreadsheet has eaten the first zero of "01000".
    """
    code = "".join(text.split()).upper()
    if len(code) > 12 or not (code.isascii() and code.replace("-", "").isalnum()):
        return ""
    if code.isdigit() and len(code) > 5:
        return ""
    return code.zfill(5) if code.isdigit() and len(code) == 4 else code
