"""Names the legal ground of every personal value; exit 1 when one has none."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import defaultdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from hustings_home import inventory
from hustings_home.inventory import Category, Ground
from hustings_signup.grounds.walk import Finding, Walk

#: One person on the command line must not flood a terminal; --json and --all name every row.
SHOWN = 200


class Command(BaseCommand):
    """`manage.py audit_consent [--json] [--all]`: prints no personal value."""

    help = (
        "Walks every personal value in the database and names what it rests on: a consent in the "
        "ledger, or a ground of the closed, declared list. Lists rows without one by table, id "
        "and column, and columns nobody declared; exit status 1 when there are any."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How to print."""
        parser.add_argument("--json", action="store_true", help="One JSON object per line.")
        parser.add_argument("--all", action="store_true", help=f"List more than {SHOWN} values.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Findings as they are met, then the counts."""
        walk, found = Walk(), 0
        undeclared = inventory.undeclared()
        for finding in walk:
            found += 1
            if options["json"]:
                self._line({"without_ground": vars(finding)})
            elif options["all"] or found <= SHOWN:
                self.stdout.write(_line_of(finding))
        counts = _by_category(walk)
        if options["json"]:
            self._line({"counts": counts, "values_without_ground": found, "undeclared": undeclared})
        else:
            self._print(counts, found, undeclared, shown=found if options["all"] else SHOWN)
        if found or undeclared:
            raise CommandError(
                _("%(values)d values without a legal ground, %(columns)d columns not declared.")
                % {"values": found, "columns": len(undeclared)}
            )

    def _line(self, content: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(content, ensure_ascii=False, default=str))

    def _print(
        self, counts: dict[str, dict[str, int]], found: int, undeclared: list[str], *, shown: int
    ) -> None:
        if found > shown:
            self.stdout.write(_("… and %(count)d more (--all lists them).") % {
                "count": found - shown
            })  # fmt: skip
        for name in undeclared:
            self.stdout.write(_("Not declared: %(column)s") % {"column": name})
        self.stdout.write(_("Personal values by what they rest on:"))
        for category, grounds in counts.items():
            self.stdout.write(f"  {Category(category).label}")
            for ground, number in grounds.items():
                name = str(Ground(ground).label) if ground != "none" else _("NO LEGAL GROUND")
                figure = f"{number:,}".replace(",", " ")
                self.stdout.write(f"    {figure:>12}  {name}")
        if not (found or undeclared):
            self.stdout.write(_("Every personal value has a legal ground."))


def _line_of(finding: Finding) -> str:
    return _("No legal ground: %(table)s %(pk)s %(column)s") % vars(finding)


def _by_category(walk: Walk) -> dict[str, dict[str, int]]:
    """`{"contact": {"consent": 12}}`, in the order of the inventory; empty counts left out."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for category in Category.values:
        for ground in [*Ground, None]:
            number = walk.counts[category, ground]
            if number:
                found[category][str(ground) if ground else "none"] = number
    return dict(found)
