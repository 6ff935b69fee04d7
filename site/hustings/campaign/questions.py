"""Asks for the facts of a campaign at the terminal, one line each; Enter keeps what is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from hustings.campaign.facts import Facts, as_date

Ask = Callable[[str], str]
Check = Callable[[str], object]


def _email(text: str) -> str:
    validate_email(text)
    return text


def _needed(text: str) -> str:
    if not text:
        raise ValueError("empty")
    return text


#: Fact, question, how an answer becomes a value, what is said when it cannot.
QUESTIONS: tuple[tuple[str, str, Check, str], ...] = (
    ("campaign_name", "Name of the campaign, shown on every page", _needed, "It needs a name."),
    ("candidate", "First and last name of the candidate", str, ""),
    ("office", "Office, for example: mayor of Valmont", str, ""),
    ("place", "Town or constituency", str, ""),
    ("first_round", "First round, as 2027-03-14", as_date, "Write it as 2027-03-14."),
    ("second_round", "Second round, if any", as_date, "Write it as 2027-03-21."),
    ("publisher", "Person or body that publishes the site", str, ""),
    ("legal_form", "Its legal form", str, ""),
    ("address", "Its postal address", str, ""),
    ("director", "Director of publication", str, ""),
    ("contact_email", "E-mail address for the public", _email, "Write a complete address."),
    ("data_contact_email", "E-mail address for data rights", _email, "Write a complete address."),
    ("host_name", "Company that hosts the site", str, ""),
    ("host_address", "Its postal address", str, ""),
)


def ask_all(known: Facts, *, ask: Ask, say: Callable[[str], object]) -> Facts:
    """The facts with every answer put in; a wrong answer is asked again."""
    facts = known
    for name, question, check, complaint in QUESTIONS:
        current = getattr(facts, name)
        prompt = f"{question} [{current}]: " if current else f"{question}: "
        answer: Any = _answer(prompt, current, check, complaint, ask, say)
        facts = replace(facts, **{name: answer})
    return facts


def _answer(
    prompt: str,
    current: object,
    check: Check,
    complaint: str,
    ask: Ask,
    say: Callable[[str], object],
) -> object:
    while True:
        text = ask(prompt).strip()
        if not text and (current or check is not _needed):
            return current
        try:
            return check(text)
        except (ValueError, ValidationError):
            say(complaint)
