"""A table of invented people of every kind an import meets, and what must become of each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

BLOCK = 100
HEADER = (
    "email;prénom;nom;code postal;identifiant;consentement;date consentement;ip;"
    "texte consentement;source;désinscrit;étiquettes;remarque\n"
)
WORDS = "Oui, je veux recevoir les nouvelles de la campagne par courriel."
WHERE = "Formulaire de l’ancien site, 2021-2024"
DAY = "03/05/2022 10:30"
NOTE, TOO_LONG = "Peut prêter une camionnette.", "x" * 2001


@dataclass(frozen=True)
class Person:
    """One row before it is written."""

    number: int
    mailbox: str
    given_name: str = "Anatole"
    is_yes: str = "oui"
    day: str = ""
    ip: str = ""
    words: str = ""
    gone: str = ""
    tags: str = ""
    note: str = ""

    def line(self) -> str:
        """As it stands in the file."""
        cells = (self.mailbox, self.given_name, f"Nom {self.number % 997}", "69001",
                 str(self.number), self.is_yes, self.day, self.ip, self.words,
                 WHERE if self.words else "", self.gone, self.tags, self.note)  # fmt: skip
        return ";".join(cells) + "\n"


@dataclass
class Expected:
    """What the generator knows."""

    reasons: Counter[str] = field(default_factory=Counter)
    grades: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    def counts(self) -> dict[str, dict[str, int]]:
        """In the form a batch keeps them, without what has a default."""
        outcomes: Counter[str] = Counter()
        for key, number in self.reasons.items():
            outcomes[key.partition(".")[0]] += number
        return {
            "outcomes": dict(outcomes),
            "reasons": dict(self.reasons),
            "grades": dict(self.grades),
            "added": dict(self.added),
            "left_out": dict(self.left_out),
        }


def mailbox(number: int) -> str:
    """Of person `number`: nobody can have it (RFC 2606)."""
    return f"p{number}@mail{number % 40}.example"


def erased(rows: int) -> Iterator[str]:
    """Mailboxes that had everything erased before the import."""
    return (mailbox(b + k) for b in range(0, rows, BLOCK) for k in (93, 94, 95))


def complained(rows: int) -> Iterator[str]:
    """Mailboxes that want to be left alone."""
    return (mailbox(b + 96) for b in range(0, rows, BLOCK))


def refused(rows: int) -> Iterator[str]:
    """Mailboxes that an earlier import brought a refusal of."""
    return (mailbox(b + 97) for b in range(0, rows, BLOCK))


def told_us(rows: int) -> Iterator[str]:
    """Mailboxes of people who signed up by a form of ours."""
    return (mailbox(b + 98) for b in range(0, rows, BLOCK))


def lines(rows: int, expected: Expected) -> Iterator[str]:
    """The file, line by line; `expected` is filled on the way. `rows` is a multiple of BLOCK."""
    assert rows % BLOCK == 0
    yield HEADER
    for block in range(0, rows, BLOCK):
        for kind in range(BLOCK):
            yield _line(block, kind, expected)


def _line(block: int, kind: int, expected: Expected) -> str:
    number = block + kind
    proved = Person(number, mailbox(number), day=DAY, words=WORDS)
    if kind < 50:
        return _proved(proved, expected, kind)
    if kind < 58:
        return _asked(Person(number, mailbox(number), day=DAY), "B", expected)
    if kind < 61:
        return _asked(Person(number, mailbox(number), ip="192.0.2.7"), "B", expected)
    if kind < 69:
        return _asked(Person(number, mailbox(number), tags="chauffeur"), "C", expected)
    if kind < 73:
        expected.grades["D"] += 1
        return _said(Person(number, mailbox(number), is_yes=""), "refused.no_proof", expected)
    if kind < 79:
        gone = Person(number, mailbox(number), day=DAY, words=WORDS, gone="oui")
        return _said(gone, "refusal.refused", expected)
    if kind < 81:  # of the first two of the block, who say yes in their own row
        gone = Person(number, mailbox(block + kind - 79), is_yes="", gone="oui")
        return _said(gone, "refusal.refused", expected)
    if kind < 85:
        again = Person(number, mailbox(block + kind - 79).upper(), day=DAY, words=WORDS)
        return _said(again, "quarantine.duplicate", expected)
    if kind < 88:
        return _said(Person(number, f"p{number} at mail", day=DAY), "quarantine.bad_address",
                     expected)  # fmt: skip
    if kind == 88:
        return _said(Person(number, "", day=DAY), "quarantine.no_address", expected)
    if kind == 89:
        web = Person(number, mailbox(number), given_name="https://example.org")
        return _said(web, "quarantine.bad_name", expected)
    if kind < 92:
        formula = Person(number, mailbox(number), given_name="=1+1", day=DAY, words=WORDS)
        return _proved(formula, expected, kind)
    if kind == 92:
        return _said(proved, "quarantine.length", expected).replace("\n", ";one more\n")
    if kind < 96:
        return _said(proved, "kept_out.erased", expected)
    if kind == 96:
        return _said(proved, "kept_out.suppressed", expected)
    if kind == 97:
        return _said(proved, "kept_out.refused_before", expected)
    if kind == 98:
        return _said(proved, "known.told_us", expected)
    expected.left_out["note_long"] += 1
    long = Person(number, mailbox(number), day=DAY, words=WORDS, note=TOO_LONG)
    return _proved(long, expected, kind)


def _proved(person: Person, expected: Expected, kind: int) -> str:
    if kind < 2:  # another row of the file refuses
        return _said(person, "kept_out.refused_here", expected)
    expected.grades["A"] += 1
    expected.reasons["consent."] += 1
    if kind % 3 == 0:
        expected.added["tags"] += 1
        person = Person(**(vars(person) | {"tags": "chauffeur, rsvp-2022"}))
    if kind % 5 == 0 and not person.note:
        expected.added["notes"] += 1
        person = Person(**(vars(person) | {"note": NOTE}))
    return person.line()


def _asked(person: Person, grade: str, expected: Expected) -> str:
    expected.grades[grade] += 1
    expected.added["waiting"] += bool(person.tags)
    return _said(person, "ask.", expected)


def _said(person: Person, reason: str, expected: Expected) -> str:
    expected.reasons[reason] += 1
    return person.line()
