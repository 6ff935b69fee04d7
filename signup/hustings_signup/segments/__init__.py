"""Saved questions about people: the tree, its SQL, and whom it may choose as recipients."""

from hustings_signup.segments.conditions import BadTree
from hustings_signup.segments.query import Found, found, live_consent, matching, roomy
from hustings_signup.segments.recipients import NotForWriting, Recipients, recipients
from hustings_signup.segments.tree import Group, parse

__all__ = [
    "BadTree",
    "Found",
    "Group",
    "NotForWriting",
    "Recipients",
    "found",
    "live_consent",
    "matching",
    "parse",
    "recipients",
    "roomy",
]
