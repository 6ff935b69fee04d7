"""The filters of the supporter list, used by the list and by the export alike."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from hustings_home import places
from hustings_signup import acts, purposes, segments
from hustings_signup.models import (
    PersonFacts,
    Segment,
    Submission,
    Subscription,
    Supporter,
    Tag,
    Tagging,
)
from hustings_signup.staff import access, finding, sources
from hustings_signup.staff.tag_choices import tag_choices
from hustings_signup.staff.widgets import LongSelect


class SupporterFilterSet(WagtailFilterSet):
    """Purpose and state belong together: one subscription must satisfy both."""

    site = django_filters.ModelChoiceFilter(
        label=_("Site"), queryset=lambda request: access.sites_for(request.user)
    )
    purpose = django_filters.ChoiceFilter(label=_("Purpose"), choices=[], method="_later")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=Subscription.State.choices, method="_later"
    )
    act = django_filters.ChoiceFilter(
        label=_("Came by"), choices=lambda: _act_choices(), method="_later"
    )
    act_ref = django_filters.ChoiceFilter(
        label=_("Source"), choices=[], method="_later", widget=LongSelect
    )
    tag = django_filters.ChoiceFilter(
        label=_("Tag"), choices=[], method="_later", widget=LongSelect
    )
    department = django_filters.ChoiceFilter(
        label=_("Department"), choices=lambda: _departments(), widget=LongSelect
    )
    # Offered by the segment's own page; here only while it is asked for.
    segment = django_filters.ChoiceFilter(label=_("Segment"), choices=[], method="_later")
    created_at = django_filters.DateFromToRangeFilter(
        label=_("Known since"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Supporter
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site_ids = sorted(access.site_ids_for(self.request.user))
        lists = purposes.list_purposes(self.site_ids)
        self.filters["purpose"].extra["choices"] = [(one.key, one.label) for one in lists]
        self.filters["act_ref"].extra["choices"] = self._sources()
        self.filters["tag"].extra["choices"] = tag_choices(self.site_ids)
        if self.data and self.data.get("segment"):
            self.segments = {one.pk: one for one in Segment.objects.filter(site__in=self.site_ids)}
            choices = [(one.pk, one.name) for one in self.segments.values()]
            self.filters["segment"].extra["choices"] = choices
        else:
            del self.filters["segment"]
        if len(self.site_ids) < 2:
            del self.filters["site"]

    def _sources(self) -> list[tuple[str, str]]:
        """Those offered, and the one asked for when it is older than they are."""
        offered = sources.choices(self.site_ids)
        asked = self.data.get("act_ref", "") if self.data else ""
        if asked and asked not in dict(offered) and sources.exists(self.site_ids, asked):
            offered = [*offered, (asked, asked)]
        return offered

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """All filters, as one query, for what leaves the house: the consent that a segment asks
        for is looked up in the subscriptions once more."""
        found = self.wanted(queryset).queryset()
        if self.chosen_segment and self.chosen_segment.purpose:
            found = found.filter(segments.live_consent(self.chosen_segment.purpose))
        return found

    def wanted(self, queryset: QuerySet) -> finding.Wanted:
        """All filters, those on related rows apart, each a set of rows of its own."""
        people = super().filter_queryset(queryset)
        chosen = self.form.cleaned_data
        parts: list[QuerySet] = []
        state = {name: chosen[name] for name in ("purpose", "state") if chosen.get(name)}
        if state:
            parts.append(Subscription.objects.filter(**state))
        origin = {name: chosen[name] for name in ("act", "act_ref") if chosen.get(name)}
        if origin:
            parts.append(Submission.objects.filter(site__in=self.site_ids, **origin))
        if chosen.get("tag"):
            tags = Tag.objects.filter(site__in=self.site_ids, slug=chosen["tag"])
            parts.append(Tagging.objects.filter(tag__in=list(tags.values_list("pk", flat=True))))
        if self.chosen_segment is None:
            return finding.Wanted(people, parts)
        try:
            parts.append(segments.found(self.chosen_segment).facts)
        except segments.BadTree:
            parts.append(PersonFacts.objects.none())
        return finding.Wanted(people, parts, is_heavy=True)

    @cached_property
    def chosen_segment(self) -> Segment | None:
        """The one asked for. Needs a valid filterset."""
        pk = self.form.cleaned_data.get("segment")
        return self.segments[int(pk)] if pk else None

    @property
    def is_looking_only(self) -> bool:
        """Whether the people are those of a segment without a purpose: never exported."""
        return self.chosen_segment is not None and not self.chosen_segment.purpose

    def _later(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """`filter_queryset` combines these."""
        return queryset


def _act_choices() -> list[tuple[str, str]]:
    return [(act.key, purposes.label_of(act.key)) for act in acts.registered()]


def _departments() -> list[tuple[str, str]]:
    return [(code, f"{code} {name}") for code, name in places.departments().items()]


def described(filterset: SupporterFilterSet) -> list[tuple[str, str]]:
    """The filters in force, in words: [("State", "active")]. Needs a valid filterset."""
    found = []
    for name in filterset.form.changed_data:
        field = filterset.form.fields[name]
        value = filterset.form.cleaned_data.get(name)
        if isinstance(value, slice):
            shown = " – ".join(_day(end) for end in (value.start, value.stop))
        elif hasattr(field, "choices") and not hasattr(field, "queryset"):
            shown = str(dict(field.choices).get(value, value))
        else:
            shown = str(value or "")
        if shown:
            found.append((str(filterset.filters[name].label), shown))
    return found


def refused(filterset: SupporterFilterSet) -> list[str]:
    """The filters whose value in the address makes no sense, by their label."""
    names = filterset.form.errors
    return [str(filterset.filters[name].label) for name in names if name in filterset.filters]


def _day(moment: Any) -> str:
    return date_format(moment, "SHORT_DATE_FORMAT") if moment else "…"
