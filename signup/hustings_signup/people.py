"""A person as typed into a form: the mailbox, the name, the place."""

import re
import unicodedata
from dataclasses import dataclass

from hustings_signup.mailbox import Mailbox

# Control, format (bidi, zero-width) and surrogate characters; private use and unassigned too.
STRIPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
ADDRESS = re.compile(r"(https?:|www\.|://|@)", re.IGNORECASE)


@dataclass(frozen=True)
class Person:
    """Who acts. Names are clean already (`clean_name`)."""

    mailbox: Mailbox
    given_name: str = ""
    family_name: str = ""
    postcode: str = ""
    town: str = ""
    department: str = ""


def clean_name(raw: str) -> str:
    """NFC, without control and bidi characters, single spaces; ValueError for a web address.

    O'Brien, D'Arc, Nguyễn, one letter and seventy letters all pass.
    """
    # A line break or tab separates words; other control characters just go.
    spaced = re.sub(r"\s+", " ", unicodedata.normalize("NFC", raw))
    kept = "".join(c for c in spaced if unicodedata.category(c) not in STRIPPED)
    name = re.sub(r"\s+", " ", kept).strip()
    if ADDRESS.search(name):
        raise ValueError("address")
    return name
