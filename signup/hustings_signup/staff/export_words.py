"""What an audit row of an export holds in codes, as staff read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from hustings_home.wording import labelled
from hustings_signup import exports, purposes
from hustings_signup.models import ExportRecord, Subscription
from hustings_signup.staff.filters import SupporterFilterSet


def headings(site_ids: Iterable[int]) -> Callable[[ExportRecord], str]:
    """Tells the headings of a file; a column that is no longer offered by its code."""
    labels = {column.key: str(column.label) for column in exports.columns(site_ids)}
    return lambda record: ", ".join(labels.get(key, key) for key in record.columns)


def filters(record: ExportRecord) -> str:
    """Each filter with its value; the words of a search were never kept."""
    return ", ".join(
        labelled(_name(key), _value(key, value, record.site_id)) for key, value in _kept(record)
    )


def _kept(record: ExportRecord) -> list[tuple[str, str]]:
    return [(key, str(value)) for key, value in record.filters.items()]


def _name(key: str) -> str:
    if key == "q":
        return _("Search")
    known = SupporterFilterSet.base_filters.get(key)
    return str(known.label) if known else key


def _value(key: str, value: str, site_id: int | None) -> str:
    if key in ("purpose", "act"):
        return purposes.label_of(value, site_id)
    if key == "state":
        return str(dict(Subscription.State.choices).get(value, value))
    return value
