"""The filters of the supporter list, used by the list and by the export alike."""

from typing import Any

import django_filters
from django.core.cache import cache
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.models import Page

from hustings_home import places
from hustings_signup import acts, purposes
from hustings_signup.models import Submission, Subscription, Supporter, Tagging
from hustings_signup.staff import access
from hustings_signup.staff.tag_choices import tag_choices

SOURCES_SHOWN = 200
SOURCES_CACHED = 60  # seconds


class SupporterFilterSet(WagtailFilterSet):
    """Purpose and state belong together: one subscription must satisfy both."""

    site = django_filters.ModelChoiceFilter(
        label=_("Site"), queryset=lambda request: access.sites_for(request.user)
    )
    purpose = django_filters.ChoiceFilter(
        label=_("Purpose"), choices=lambda: _list_purposes(), method="_later"
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=Subscription.State.choices, method="_later"
    )
    act = django_filters.ChoiceFilter(
        label=_("Came by"), choices=lambda: _act_choices(), method="_later"
    )
    act_ref = django_filters.ChoiceFilter(label=_("Source"), choices=[], method="_later")
    tag = django_filters.ChoiceFilter(label=_("Tag"), choices=[], method="_later")
    department = django_filters.ChoiceFilter(label=_("Department"), choices=lambda: _departments())
    created_at = django_filters.DateFromToRangeFilter(
        label=_("Known since"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Supporter
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site_ids = sorted(access.site_ids_for(self.request.user))
        self.filters["act_ref"].extra["choices"] = source_choices(site_ids)
        self.filters["tag"].extra["choices"] = tag_choices(site_ids)
        if len(site_ids) < 2:
            del self.filters["site"]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """All filters; those on related rows become one EXISTS each, never a join."""
        queryset = super().filter_queryset(queryset)
        chosen = self.form.cleaned_data
        state = {name: chosen[name] for name in ("purpose", "state") if chosen.get(name)}
        if state:
            rows = Subscription.objects.filter(supporter=OuterRef("pk"), **state)
            queryset = queryset.filter(Exists(rows))
        origin = {name: chosen[name] for name in ("act", "act_ref") if chosen.get(name)}
        if origin:
            acted = Submission.objects.filter(supporter=OuterRef("pk"), **origin)
            queryset = queryset.filter(Exists(acted))
        if chosen.get("tag"):
            worn = Tagging.objects.filter(supporter=OuterRef("pk"), tag__slug=chosen["tag"])
            queryset = queryset.filter(Exists(worn))
        return queryset

    def _later(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """`filter_queryset` combines these."""
        return queryset


def source_choices(site_ids: list[int]) -> list[tuple[str, str]]:
    """Every row people acted on (`petition:42`), with the title of its page; newest first."""
    ids = "-".join(map(str, site_ids))
    key = f"hustings_signup.sources.{get_language()}.{ids}"
    found = cache.get(key)
    if found is None:
        rows = list(
            Submission.objects.filter(site__in=site_ids)
            .order_by()
            .values("act_ref")
            .annotate(newest=Max("pk"), newest_page=Max("page"))
            .order_by("-newest")[:SOURCES_SHOWN]
        )
        titles = Page.objects.in_bulk([row["newest_page"] for row in rows if row["newest_page"]])
        found = [
            (row["act_ref"], _source_title(row["act_ref"], titles.get(row["newest_page"])))
            for row in rows
            if row["act_ref"]
        ]
        cache.set(key, found, SOURCES_CACHED)
    return found


def _source_title(act_ref: str, page: Page | None) -> str:
    return f"{page.title} ({act_ref})" if page else act_ref


def _list_purposes() -> list[tuple[str, Any]]:
    return [(purpose.key, purpose.label) for purpose in purposes.list_purposes()]


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


def _day(moment: Any) -> str:
    return date_format(moment, "SHORT_DATE_FORMAT") if moment else "…"
