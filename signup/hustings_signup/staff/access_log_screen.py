"""The log of access as data officers read it: who looked at whom, when, and by what."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.log_actions import registry as log_registry

from hustings_signup.models import AccessEntry, PeoplePermission, Supporter
from hustings_signup.staff import access_log, columns, paging
from hustings_signup.staff.views import PeopleMixin


class AccessFilterSet(WagtailFilterSet):
    """By who, whom, what, when, and whether a given word was searched for."""

    user_name = django_filters.CharFilter(label=_("User"), lookup_expr="iexact")
    supporter_number = django_filters.NumberFilter(label=_("Number of the supporter"))
    action = django_filters.ChoiceFilter(label=_("What"), choices=AccessEntry.Action.choices)
    term = django_filters.CharFilter(
        label=_("Searched for exactly"),
        method="_searched_for",
        help_text=_("The words of a search are not kept; they can only be compared."),
    )
    at = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)

    class Meta:
        model = AccessEntry
        fields: list[str] = []

    def _searched_for(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(access_log.searched_for(value))


class AccessLogView(PeopleMixin, BaseListingView):
    """`/admin/access-log/`: newest first; numbers of people, never names."""

    permission = PeoplePermission.REGISTER
    model = AccessEntry
    page_title = _("Log of access")
    header_icon = "history"
    index_url_name = "hustings_access_log:index"
    index_results_url_name = "hustings_access_log:index_results"
    template_name = "hustings_signup/admin/access_log.html"
    table_classname = "listing hustings-listing"
    results_template_name = "hustings_signup/admin/access_log_results.html"
    filterset_class = AccessFilterSet
    paginate_by = 50
    columns = [
        columns.Moment("at", label=_("When")),
        columns.Cell("user_name", label=_("Who")),
        columns.Cell("action", label=_("What"), accessor="get_action_display"),
        columns.Cell("detail", label=_("Where"), accessor=lambda row: where(row)),
        columns.Cell("whom", label=_("Whom"), accessor=lambda row: _whom(row)),
        columns.Cell("search", label=_("Searched for"), accessor="get_search_display"),
        columns.Cell("people", label=_("People"), accessor=lambda row: _count(row)),
        columns.Cell("site", label=_("Site"), accessor=columns.site_name),
    ]

    def get_base_queryset(self) -> QuerySet[AccessEntry]:
        """Of the user's sites."""
        return AccessEntry.objects.filter(site__in=self.site_ids).select_related("site")

    def paginate_queryset(self, queryset: QuerySet[AccessEntry], page_size: int) -> tuple[Any, ...]:
        """By key: it grows with every look."""
        self.keyset = paging.paginate(queryset, params=self.request.GET, size=page_size)
        return (None, None, self.keyset.rows, False)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the neighbours of the page."""
        return super().get_context_data(*args, **kwargs) | {
            "keyset": self.keyset,
            "items_count": self.keyset.total,
        }


def where(entry: AccessEntry) -> str:
    """The action in words, or the title of the screen; what nobody knows stands as it is."""
    if log_registry.action_exists(entry.detail):
        return str(log_registry.get_action_label(entry.detail))
    if entry.detail == "hustings_people:person":
        return gettext("The person’s page")
    return _title_of(entry.detail) or entry.detail


def _title_of(view_name: str) -> str:
    """The title of a screen by the name of its address, however many numbers stand in it."""
    for count in range(3):
        try:
            view = resolve(reverse(view_name, args=[1] * count)).func
        except NoReverseMatch:
            continue
        return str(getattr(getattr(view, "view_class", None), "page_title", "") or "")
    return ""


def _whom(entry: AccessEntry) -> str:
    number = entry.supporter_number
    return str(Supporter(pk=number)) if number else ""


def _count(entry: AccessEntry) -> str:
    return "" if entry.people is None else str(entry.people)
