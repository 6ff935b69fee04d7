"""The declared inventory of personal data: what every column of every table holds, and why.

Each plugin declares its tables from `AppConfig.ready()`. A test holds every column in the
database against it (consent.md R15); the audit, the public page and the register of processing
are made from it.
"""

from hustings_home.inventory.registry import (
    Declared,
    Table,
    declare,
    declare_tables,
    plain,
    registered,
    undeclared,
)
from hustings_home.inventory.terms import PLAIN, Category, Ground, Period, Personal

__all__ = [
    "PLAIN",
    "Category",
    "Declared",
    "Ground",
    "Period",
    "Personal",
    "Table",
    "declare",
    "declare_tables",
    "plain",
    "registered",
    "undeclared",
]
