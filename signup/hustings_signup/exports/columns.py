"""The columns of a file. What a cell holds is said once, in SQL that both engines speak."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import (
    Case,
    CharField,
    F,
    FilteredRelation,
    Min,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hustings_home import spreadsheets
from hustings_signup import purposes
from hustings_signup.joined import Joined
from hustings_signup.models import Submission, Subscription

#: Each yes that does not cover the words in force (consent.md R7): notice and purpose.
Outdated = Collection[tuple[str, str]]
#: The one column that SQL cannot tell: who is left alone stands in keyed hashes (R12).
LEAVE_ALONE = "suppressed"


@dataclass
class Joins:
    """What the cells of one file need beside the person."""

    outdated: Outdated = ()
    _lists: dict[str, str] = field(default_factory=dict)

    def list(self, purpose: str) -> str:
        """What the query calls the subscription of one purpose, if a person has one."""
        return self._lists.setdefault(purpose, f"list_{len(self._lists)}")

    def lists(self) -> dict[str, FilteredRelation]:
        """Those that were asked for."""
        return {
            name: FilteredRelation("subscriptions", condition=Q(subscriptions__purpose=purpose))
            for purpose, name in self._lists.items()
        }


@dataclass(frozen=True)
class ExportColumn:
    """One column of the file. `is_fixed`: always there, so that nobody who left is written to, and
    whoever is erased later is found in it by their number."""

    key: str
    label: str | Promise
    cell: Callable[[Joins], Combinable]
    is_fixed: bool = False
    is_suggested: bool = False


def columns(site_ids: Iterable[int]) -> list[ExportColumn]:
    """Every column there is for these sites, in the order of the file."""
    return [
        *(
            ExportColumn(name, label, _plain(name), is_suggested=suggested)
            for name, label, suggested in (
                ("given_name", _("First name"), True),
                ("family_name", _("Last name"), True),
                ("email", _("E-mail"), True),
                ("postcode", _("Postcode"), False),
                ("town", _("Town"), False),
                ("department", _("Department"), False),
                ("locale", _("Language"), True),
                ("created_at", _("Known since"), False),
                ("email_verified_at", _("Mailbox verified on"), False),
            )
        ),
        ExportColumn("sources", _("Sources"), lambda _joins: _sources()),
        *(
            column
            for purpose in purposes.list_purposes(site_ids)
            for column in _purpose_columns(purpose.key, str(purpose.label))
        ),
        ExportColumn(LEAVE_ALONE, _("Leave alone"), lambda _joins: _no(), is_fixed=True),
        ExportColumn("id", _("Person no."), _plain("id"), is_fixed=True),
    ]


def chosen_columns(chosen: Sequence[str], site_id: int) -> list[ExportColumn]:
    """The columns asked for and the fixed ones, in the order of the file."""
    return [column for column in columns([site_id]) if column.is_fixed or column.key in chosen]


def _plain(name: str) -> Callable[[Joins], Combinable]:
    return lambda _joins: F(name)


def _no() -> Combinable:
    """Until `leave_alone` knows better."""
    return Value(spreadsheets.safe_cell(False))


def _purpose_columns(key: str, label: str) -> Iterator[ExportColumn]:
    """State and date for one purpose; the state is fixed."""
    yield ExportColumn(f"state:{key}", label, lambda joins: _state(key, joins), is_fixed=True)
    since = _("%(purpose)s: since") % {"purpose": label}
    yield ExportColumn(f"since:{key}", since, lambda joins: F(f"{joins.list(key)}__since"))


def _state(purpose: str, joins: Joins) -> Combinable:
    """The state in words; nothing for whoever has none."""
    states = Subscription.State
    name = joins.list(purpose)
    renewal = [
        When(
            **{f"{name}__state": states.ACTIVE, f"{name}__notice_sha256": sha256},
            then=Value(str(states.NEEDS_RENEWAL.label)),
        )
        for sha256, key in sorted(joins.outdated)
        if key == purpose
    ]
    words = [When(**{f"{name}__state": state, "then": Value(str(state.label))}) for state in states]
    return Case(*renewal, *words, default=F(f"{name}__state"), output_field=CharField())


def _sources() -> Combinable:
    """What the person confirmed by name, in the order in which they first did."""
    acts = Submission.objects.filter(supporter=OuterRef("pk"), confirmed_at__isnull=False)
    once = acts.order_by().values(text=F("act_ref")).annotate(first=Min("pk"))
    return Joined(once.order_by("first").values("text"), ", ")
