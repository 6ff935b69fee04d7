"""The people who signed: each user's sites only, filtered by petition and state."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.base import BaseListingView

from hustings_petitions.models import Petition, Signature
from hustings_signup.models import PeoplePermission
from hustings_signup.staff import access, columns, paging
from hustings_signup.staff.views import PeopleMixin

PAGE_SIZE = 50
State = Signature.State
#: The states that exist in the product so far, in the order of a signature's life.
STATES = (
    State.PENDING,
    State.CONFIRMED,
    State.WITHDRAWN,
    State.HELD,
    State.EXPIRED,
    State.ANONYMISED,
)


def _petitions(request: Any) -> QuerySet[Petition]:
    sites = access.sites_for(request.user, PeoplePermission.LIST.full_name)
    return Petition.objects.filter(site__in=sites)


class SignatureFilterSet(WagtailFilterSet):
    """Which petition, in which state."""

    petition = django_filters.ModelChoiceFilter(label=_("Petition"), queryset=_petitions)
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[(state.value, state.label) for state in STATES]
    )

    class Meta:
        model = Signature
        fields: list[str] = []


class SignatureListView(PeopleMixin, BaseListingView):
    """`/admin/signatures/`: one row per signature, newest first."""

    permission = PeoplePermission.LIST
    model = Signature
    page_title = _("Signatures")
    header_icon = "edit"
    paginate_by = PAGE_SIZE
    filterset_class = SignatureFilterSet
    index_url_name = "hustings_signatures:index"
    index_results_url_name = "hustings_signatures:index_results"
    results_template_name = "hustings_petitions/admin/signatures_results.html"
    verbose_name_plural = Signature._meta.verbose_name_plural

    @cached_property
    def columns(self) -> list[Column]:
        """A blank name is that of somebody who withdrew, never confirmed or was erased."""
        shown: list[Column] = [
            Column("name", label=_("Name"), accessor=_name, width="20%"),
            Column("place", label=_("Place"), accessor=columns.place),
            Column("petition", label=_("Petition"), accessor="petition.title"),
            Column("state", label=_("State"), accessor="get_state_display"),
            DateColumn("created_at", label=_("Signed")),
            DateColumn("confirmed_at", label=_("Confirmed")),
        ]
        if len(self.site_ids) > 1:
            shown.append(Column("site", label=_("Site"), accessor=_site_name))
        return shown

    def get_base_queryset(self) -> QuerySet[Signature]:
        """The signatures under petitions of the user's sites."""
        found = Signature.objects.filter(petition__site__in=self.site_ids)
        return found.select_related("petition__site")

    def paginate_queryset(self, queryset: QuerySet[Signature], page_size: int) -> tuple[Any, ...]:
        """Keyset paging in place of Django's paginator."""
        self.keyset = paging.paginate(queryset, params=self.request.GET, size=page_size)
        return (None, None, self.keyset.rows, False)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the page and its neighbours."""
        return super().get_context_data(*args, **kwargs) | {
            "keyset": self.keyset,
            "items_count": self.keyset.total,
        }


def _name(signature: Signature) -> str:
    return f"{signature.given_name} {signature.family_name}".strip() or "–"


def _site_name(signature: Signature) -> str:
    return columns.site_name(signature.petition)
