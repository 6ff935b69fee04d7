"""Saved questions about people: the tree, its SQL, and whom it may choose as recipients."""

from hustings_signup.segments.conditions import BadTree
from hustings_signup.segments.query import compiled, matching, people, roomy
from hustings_signup.segments.recipients import NotForWriting, Recipients, recipients
from hustings_signup.segments.tree import Group, parse

__all__ = [
    "BadTree",
    "Group",
    "NotForWriting",
    "Recipients",
    "compiled",
    "matching",
    "parse",
    "people",
    "recipients",
    "roomy",
]
