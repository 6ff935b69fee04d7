"""What both ways of reading share: everything that is settled before the first row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from hustings_home import spreadsheets
from hustings_signup import keys, renewal
from hustings_signup.exports.columns import LEAVE_ALONE, ExportColumn, Joins
from hustings_signup.models import Supporter, Suppression


class Sheet:
    """The columns of one file of one site, in the language and time zone of the moment it is made:
    a download runs on after the view has returned."""

    def __init__(self, chosen: Sequence[ExportColumn], *, site_id: int) -> None:
        self._joins = Joins(renewal.outdated(site_id))
        self._cells = {f"cell_{n}": column.cell(self._joins) for n, column in enumerate(chosen)}
        self._places = [n for n, column in enumerate(chosen) if column.key == LEAVE_ALONE]
        self._yes = spreadsheets.safe_cell(True)
        self.site_id = site_id
        self.zone: tzinfo = timezone.get_current_timezone()
        self.left_alone = LeftAlone(site_id)

    @property
    def names(self) -> list[str]:
        """What the values of a row are called in `of`."""
        return list(self._cells)

    def of(self, people: QuerySet[Supporter]) -> QuerySet[Supporter]:
        """The same people with a value for each of `names`."""
        return people.alias(**self._joins.lists()).annotate(**self._cells)

    def mark(self, cells: list[Any]) -> None:
        """Write into a row that its mailbox is to be left alone."""
        for place in self._places:
            cells[place] = self._yes


class LeftAlone:
    """The suppressed mailboxes of a site, read once: `canonical in LeftAlone(site_id)`.

    The hashes are keyed and the key never travels to the database: SQL cannot be asked.
    """

    def __init__(self, site_id: int) -> None:
        found = Suppression.objects.filter(site=site_id).values_list("mailbox_hash", flat=True)
        self._hashes = set(found.iterator())
        self._hashes_of = keys.hasher("suppression")

    def __bool__(self) -> bool:
        """Whether there is anybody at all."""
        return bool(self._hashes)

    def __contains__(self, canonical: str) -> bool:
        """Under any key still known."""
        return bool(self) and not self._hashes.isdisjoint(self._hashes_of(canonical))
