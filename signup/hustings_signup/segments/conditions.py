"""What may be asked about one person. Each condition knows its JSON and its SQL."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Self

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings_signup.models import Submission, Subscription, Tagging

MAX_TEXT = 100
MAX_PLACES = 120


class BadTree(ValueError):
    """The stored or sent question makes no sense; its text is for the person who asked."""


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
    def found(self, site_id: int) -> Q:
        """SQL for "the fact holds", whatever `is_not` says."""

    def q(self, site_id: int) -> Q:
        """SQL for the condition."""
        return ~self.found(site_id) if self.is_not else self.found(site_id)


def people_of(rows: QuerySet[Any]) -> Q:
    """Whoever has such a row. A set that the database reads once, not a question per person."""
    return Q(pk__in=rows.order_by().values("supporter"))


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
    found = Q()
    if first:
        found &= Q(**{f"{name}__gte": _midnight(first)})
    if last:
        found &= Q(**{f"{name}__lt": _midnight(last + timedelta(days=1))})
    return found


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.min), timezone.get_default_timezone())


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

    def found(self, site_id: int) -> Q:
        """By the index of purpose and state."""
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

    def found(self, site_id: int) -> Q:
        """Never a tag of another site."""
        return people_of(Tagging.objects.filter(tag=self.tag, tag__site=site_id))


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

    def found(self, site_id: int) -> Q:
        """Columns of the person."""
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

    def found(self, site_id: int) -> Q:
        """Only what was confirmed counts as done."""
        rows = Submission.objects.filter(site=site_id, confirmed_at__isnull=False)
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

    def found(self, site_id: int) -> Q:
        """A column of the person."""
        return days("created_at", self.since, self.until)


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

    def found(self, site_id: int) -> Q:
        """A column of the person."""
        return Q(locale=self.language)


KINDS: dict[str, type[Condition]] = {
    kind.kind: kind for kind in (OnList, Tagged, Lives, Acted, Known, Speaks)
}
