"""What may be asked about one person. Each condition knows its JSON and its SQL."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Self

from django.db.models import F, Func, IntegerField, Q, QuerySet
from django.db.models.lookups import GreaterThan, In
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings_signup.models import FactBit, Submission, Subscription, Tagging
from hustings_signup.models.facts import NEVER_LAST

MAX_TEXT = 100
MAX_PLACES = 120
DAY = timedelta(days=1)


class BadTree(ValueError):
    """The stored or sent question makes no sense; its text is for the person who asked."""


@dataclass(frozen=True)
class Scope:
    """Where a question is asked: of which site, and what its bits mean (`facts.bits.known`)."""

    site_id: int
    masks: Mapping[tuple[str, str, str], int]

    def bit(self, kind: FactBit.Kind, key: str, state: str = "") -> Q | None:
        """SQL for "the bit is set"; None when the facts know nothing of the kind."""
        mask = self.masks.get((str(kind), key, state))
        if mask is None:
            return None
        column = {FactBit.Kind.LIST: "lists", FactBit.Kind.ACT: "acts"}[kind]
        return Q(GreaterThan(F(column).bitand(mask), 0))


@dataclass(frozen=True, kw_only=True)
class Condition(ABC):
    """One fact. `is_not` turns it round."""

    kind: ClassVar[str]
    #: Whether choosing recipients by it is targeting (consent.md R16; EU 2024/900).
    is_targeting: ClassVar[bool] = True
    is_not: bool = False

    def dump(self) -> dict[str, Any]:
        """Plain JSON."""
        return {"is": self.kind, **{name: _plain(v) for name, v in asdict(self).items()}}

    @classmethod
    def parse(cls, data: dict[str, Any]) -> Self:
        """The condition in a JSON object; BadTree when a value is missing or impossible."""
        try:
            return cls(**data).checked()
        except (TypeError, ValueError) as error:
            if isinstance(error, BadTree):
                raise
            raise BadTree(_("A value is missing or impossible.")) from None

    def checked(self) -> Self:
        """Itself, its values in their types; ValueError when one is impossible."""
        if not isinstance(self.is_not, bool):
            raise ValueError("is_not")
        return self

    @abstractmethod
    def found(self, scope: Scope) -> Q:
        """SQL about `PersonFacts` for "the fact holds", whatever `is_not` says."""

    def q(self, scope: Scope) -> Q:
        """SQL for the condition."""
        return ~self.found(scope) if self.is_not else self.found(scope)


class _AskedLast(Func):
    """The same number. PostgreSQL asks the cheaper condition first, and takes a look into a set
    for as cheap as a comparison: what it has to add makes it dearer."""

    template = "%(expressions)s"
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **kwargs: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s + 0 + 0)", **kwargs)


def people_of(rows: QuerySet[Any]) -> Q:
    """Whoever has such a row. A set that the database reads once, not a question per person."""
    return Q(In(_AskedLast(F("supporter")), rows.order_by().values("supporter")))


def text(value: object, *, limit: int = MAX_TEXT) -> str:
    """A short text; ValueError for anything else."""
    if not isinstance(value, str) or len(value) > limit or "\x00" in value:
        raise ValueError("text")
    return value


def day(value: object) -> date | None:
    """A day as ISO text, or none; ValueError for anything else."""
    if value in (None, ""):
        return None
    found = value if type(value) is date else date.fromisoformat(text(value))
    if not 1900 <= found.year <= 2200:
        raise ValueError("day")
    return found


def days(name: str, first: date | None, last: date | None) -> Q:
    """From the first day to the end of the last, in the zone the campaign lives in."""
    return _span(name, first and _midnight(first), last and _midnight(last + DAY))


def minutes(name: str, first: date | None, last: date | None) -> Q:
    """The same for a column that counts minutes since 1970."""
    return _span(name, first and _minute(first), last and _minute(last + DAY))


def _span(name: str, start: object, end: object) -> Q:
    found = Q()
    if start is not None:
        found &= Q(**{f"{name}__gte": start})
    if end is not None:
        found &= Q(**{f"{name}__lt": end})
    return found


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.min), timezone.get_default_timezone())


def _minute(on: date) -> int:
    return int(_midnight(on).timestamp() // 60)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, kw_only=True)
class OnList(Condition):
    """Stands in this state for this purpose."""

    kind = "list"
    purpose: str
    state: str = Subscription.State.ACTIVE.value

    def checked(self) -> Self:
        """A state that exists."""
        text(self.purpose, limit=50)
        if not self.purpose or self.state not in Subscription.State.values:
            raise ValueError("list")
        return super().checked()

    @property
    def is_chosen(self) -> bool:
        """Whether it is the person who chose: a yes in force, and nothing turned round."""
        return self.state == Subscription.State.ACTIVE and not self.is_not

    def found(self, scope: Scope) -> Q:
        """A bit; of a purpose that no plugin offers, its rows."""
        if bit := scope.bit(FactBit.Kind.LIST, self.purpose, self.state):
            return bit
        return people_of(Subscription.objects.filter(purpose=self.purpose, state=self.state))


@dataclass(frozen=True, kw_only=True)
class Tagged(Condition):
    """Carries a tag of the site; a tag that is gone is on nobody."""

    kind = "tag"
    tag: int

    def checked(self) -> Self:
        """An id."""
        if type(self.tag) is not int or not 0 < self.tag < 2**63:
            raise ValueError("tag")
        return super().checked()

    def found(self, scope: Scope) -> Q:
        """Never a tag of another site."""
        return people_of(Tagging.objects.filter(tag=self.tag, tag__site=scope.site_id))


@dataclass(frozen=True, kw_only=True)
class Lives(Condition):
    """In one of these departments, or where the postcode begins so."""

    kind = "place"
    departments: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()

    def checked(self) -> Self:
        """At least one, as tuples."""
        for name, limit in (("departments", 3), ("postcodes", 12)):
            values = getattr(self, name)
            if not isinstance(values, (list, tuple)) or len(values) > MAX_PLACES:
                raise ValueError(name)
            cleaned = tuple(text(value, limit=limit) for value in values)
            if not all(cleaned):
                raise ValueError(name)
            object.__setattr__(self, name, tuple(value.upper() for value in cleaned))
        if not (self.departments or self.postcodes):
            raise BadTree(_("Choose a department or type a postcode."))
        return super().checked()

    def found(self, scope: Scope) -> Q:
        """Columns."""
        found = Q(department__in=self.departments) if self.departments else Q()
        for start in self.postcodes:
            found |= Q(postcode__startswith=start)
        return found


@dataclass(frozen=True, kw_only=True)
class Acted(Condition):
    """Confirmed something: of this kind, on this petition or event, in these days."""

    kind = "acted"
    act: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None

    def checked(self) -> Self:
        """Texts and days."""
        text(self.act, limit=50)
        text(self.source)
        object.__setattr__(self, "since", day(self.since))
        object.__setattr__(self, "until", day(self.until))
        return super().checked()

    def found(self, scope: Scope) -> Q:
        """Only what was confirmed counts as done. Of any act the first and the last moment are
        known, of each kind whether; the rest is read from the acts themselves."""
        asked = (bool(self.act), bool(self.source), bool(self.since), bool(self.until))
        match asked:
            case (False, False, False, False):
                return Q(last_act__gt=NEVER_LAST)
            case (False, False, True, False):
                return minutes("last_act", self.since, None)
            case (False, False, False, True):
                return minutes("first_act", None, self.until)
            case (True, False, False, False) if bit := scope.bit(FactBit.Kind.ACT, self.act):
                return bit
        rows = Submission.objects.filter(site=scope.site_id, confirmed_at__isnull=False)
        if self.act:
            rows = rows.filter(act=self.act)
        if self.source:
            rows = rows.filter(act_ref=self.source)
        return people_of(rows.filter(days("confirmed_at", self.since, self.until)))


@dataclass(frozen=True, kw_only=True)
class Known(Condition):
    """Is known since some day between these."""

    kind = "known"
    since: date | None = None
    until: date | None = None

    def checked(self) -> Self:
        """At least one day."""
        object.__setattr__(self, "since", day(self.since))
        object.__setattr__(self, "until", day(self.until))
        if not (self.since or self.until):
            raise BadTree(_("Give at least one day."))
        return super().checked()

    def found(self, scope: Scope) -> Q:
        """A column."""
        return minutes("known", self.since, self.until)


@dataclass(frozen=True, kw_only=True)
class Speaks(Condition):
    """Uses the site in this language."""

    kind = "language"
    is_targeting = False
    language: str

    def checked(self) -> Self:
        """A code."""
        if not text(self.language, limit=10):
            raise ValueError("language")
        return super().checked()

    def found(self, scope: Scope) -> Q:
        """A column."""
        return Q(locale=self.language)


KINDS: dict[str, type[Condition]] = {
    kind.kind: kind for kind in (OnList, Tagged, Lives, Acted, Known, Speaks)
}
