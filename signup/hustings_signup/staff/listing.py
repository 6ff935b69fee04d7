"""The list of supporters: search, filters, keyset paging; each user's sites only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Site

from hustings_signup.models import PeoplePermission, Supporter
from hustings_signup.staff import columns, finding, paging, search
from hustings_signup.staff.filters import SupporterFilterSet, refused
from hustings_signup.staff.tag_choices import OFFERED, tag_choices
from hustings_signup.staff.views import PeopleMixin

PAGE_SIZE = 50


class SupporterIndexView(PeopleMixin, BaseListingView):
    """`/admin/people/`: one row per person, newest first."""

    permission = PeoplePermission.LIST
    model = Supporter
    page_title = _("Supporters")
    header_icon = "group"
    paginate_by = PAGE_SIZE
    is_searchable = True
    filterset_class = SupporterFilterSet
    index_url_name = "hustings_people:index"
    index_results_url_name = "hustings_people:index_results"
    template_name = "hustings_signup/admin/listing.html"
    table_classname = "listing hustings-listing"
    results_template_name = "hustings_signup/admin/supporters_results.html"
    verbose_name_plural = Supporter._meta.verbose_name_plural

    @cached_property
    def columns(self) -> list[Column]:
        """The name leads to the person only for those who may open one."""
        shown: list[Column] = [
            columns.NameColumn(
                "name", label=_("Name"), accessor=_name, url=self.person_url, width="20%"
            ),
            columns.Cell("email", label=_("E-mail")),
            columns.Cell("place", label=_("Place"), accessor=columns.place),
            columns.Cell("states", label=_("Lists"), accessor=columns.states, width="24%"),
            columns.Moment("created_at", label=_("Known since")),
        ]
        if self.allows(PeoplePermission.RELATE):
            shown.insert(0, columns.TickColumn("tick", label=_("Tick")))
            shown.insert(
                -1,
                columns.Cell(
                    "tags", label=_("Tags"), accessor=columns.tags, classname="hustings-typed"
                ),
            )
        if len(self.site_ids) > 1:
            shown.append(columns.Cell("site", label=_("Site"), accessor=columns.site_name))
        return shown

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Export takes the filters of this list along."""
        if not self.allows(PeoplePermission.EXPORT):
            return []
        query = paging.without_cursor(self.request.GET)
        return [
            HeaderButton(
                _("Export"), url=reverse("hustings_people:export") + query, icon_name="download"
            )
        ]

    def get_base_queryset(self) -> QuerySet[Supporter]:
        """The people of the user's sites."""
        return Supporter.objects.filter(site__in=self.site_ids)

    def filter_queryset(self, queryset: QuerySet[Supporter]) -> QuerySet[Supporter]:
        """Keeps for `paginate_queryset` what was asked. Nobody when a value in the address makes
        no sense: everybody would be a wrong answer."""
        self.wanted = finding.Wanted(queryset)
        if self.refused_filters:
            self.wanted = finding.Wanted(queryset.none())
        elif self.filters:
            self.wanted = self.filters.wanted(queryset)
        if self.is_searching:
            self.wanted.parts += search.parts(self.search_query, site_ids=self.site_ids)
        self.wanted.is_narrowed = self.narrows()
        self.wanted.has_last_day = bool(self.request.GET.get("created_at_to"))
        return self.wanted.people

    def narrows(self) -> bool:
        """Whether a column or the site leaves anybody out."""
        asked = set(self.filters.form.changed_data) if self.filters else set()
        if asked & {"department", "created_at", "site"} or self.refused_filters:
            return True
        return any(root.site_id not in self.site_ids for root in Site.get_site_root_paths())

    @cached_property
    def refused_filters(self) -> list[str]:
        """Labels of the filters that make no sense."""
        return refused(self.filters) if self.filters else []

    def search_queryset(self, queryset: QuerySet[Supporter]) -> QuerySet[Supporter]:
        """The words are part of what is wanted already."""
        return queryset

    def paginate_queryset(self, queryset: QuerySet[Supporter], page_size: int) -> tuple[Any, ...]:
        """Keyset paging in place of Django's paginator."""
        self.keyset = finding.paginate(self.wanted, params=self.request.GET, size=page_size)
        return (None, None, self.keyset.rows, False)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the page and its neighbours."""
        return super().get_context_data(*args, **kwargs) | {
            "keyset": self.keyset,
            "items_count": self.keyset.total,
            "may_relate": self.allows(PeoplePermission.RELATE),
            "query": self.request.GET.urlencode(),
            "tags_offered": [name for _slug, name in tag_choices(self.site_ids)[:OFFERED]],
            "refused_filters": self.refused_filters,
        }

    def person_url(self, supporter: Supporter) -> str | None:
        """The record, for those who may open it."""
        if supporter.site_id not in self.openable_site_ids:
            return None
        return reverse("hustings_people:person", args=[supporter.pk])

    @cached_property
    def openable_site_ids(self) -> set[int]:
        """Sites whose people the user may open."""
        return {site_id for site_id in self.site_ids if self.allows(PeoplePermission.OPEN, site_id)}


def _name(supporter: Supporter) -> str:
    return supporter.name or supporter.email
