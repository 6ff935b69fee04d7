"""Sets plain typed text as a careful typesetter would, in French or English."""

import re

NARROW = "\u202f"  # narrow no-break space
WIDE = "\u00a0"  # no-break space

#: What must stay as typed: the target of a link, and a name in braces.
UNTOUCHED = re.compile(r"(\]\([^)\s]*\)|\{\w+\})")

FRENCH = [
    (re.compile(rf"«[ {NARROW}]?"), f"«{NARROW}"),
    (re.compile(rf"[ {NARROW}]?»"), f"{NARROW}»"),
    (re.compile(r" ([;!?])"), rf"{NARROW}\1"),
    (re.compile(r" :"), f"{WIDE}:"),
    # A number stays whole and keeps its unit: 3 150, 20 h 50, 1,3 %, 60 m².
    (re.compile(r"(?<!\d)(\d{1,3}) (?=\d{3}(?!\d))"), rf"\1{NARROW}"),
    (re.compile(r"(?<=\d) (?=(?:h|€|M€|m²|km|ans|euros?|heures?)(?!\w))"), WIDE),
    (re.compile(rf"(?<=\d[ {WIDE}]h) (?=\d)"), WIDE),
    (re.compile(r"(?<=\d) (?=%)"), NARROW),
    (re.compile(r"(?<=\bn°) (?=\d)"), WIDE),
]
ENGLISH = [
    (re.compile(r'(^|[\s(\[—])"'), r"\1“"),
    (re.compile(r'"'), "”"),
    (re.compile(r"(?<=\d) (?=(?:am|pm|m|m²)(?!\w))"), WIDE),
]
COMMON = [(re.compile(r"'"), "’"), (re.compile(r"\.\.\."), "…")]
RULES = {"fr": [*COMMON, *FRENCH], "en": [*COMMON, *ENGLISH]}


def typeset(text: str, language: str) -> str:
    """The text with real apostrophes and quotes, and spaces that do not break where they must not.

    French: Lexique des règles typographiques en usage à l'Imprimerie nationale. Link targets stay
    as they are. Setting a text twice changes nothing.
    """
    parts = UNTOUCHED.split(text)
    parts[::2] = [_set(part, language) for part in parts[::2]]
    return "".join(parts)


def _set(text: str, language: str) -> str:
    for pattern, replacement in RULES.get(language, COMMON):
        text = pattern.sub(replacement, text)
    return text
