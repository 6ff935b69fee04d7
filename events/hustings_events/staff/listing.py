"""The list of registrations: by event and state, of the user's sites and events only."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from hustings_events.models import Event, Registration
from hustings_events.staff import scope
from hustings_signup.models import PeoplePermission
from hustings_signup.staff import access, paging
from hustings_signup.staff.columns import PostButtonColumn
from hustings_signup.staff.views import PeopleMixin

PAGE_SIZE = 50


class RegistrationFilterSet(WagtailFilterSet):
    """By event and by state."""

    event = django_filters.ModelChoiceFilter(
        label=_("Event"), queryset=lambda request: scope.events(request.user)
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=Registration.State.choices)

    class Meta:
        model = Registration
        fields: list[str] = []


class RegistrationMixin(PeopleMixin):
    """403 for who may see no registration of any site."""

    request: HttpRequest

    @cached_property
    def site_ids(self) -> list[int]:
        """The sites of which the user may see registrations."""
        return sorted(scope.site_ids(self.request.user))


class RegistrationIndexView(RegistrationMixin, BaseListingView):
    """`/admin/registrations/`: one row per registration, newest first."""

    model = Registration
    page_title = _("Registrations")
    header_icon = "calendar-check"
    index_url_name = "hustings_registrations:index"
    index_results_url_name = "hustings_registrations:index_results"
    results_template_name = "hustings_events/admin/registrations_results.html"
    filterset_class = RegistrationFilterSet
    verbose_name_plural = Registration._meta.verbose_name_plural
    paginate_by = PAGE_SIZE

    @cached_property
    def columns(self) -> list[Column]:
        """The name leads to the person only for those who may open one."""
        return [
            TitleColumn("name", label=_("Name"), accessor=_name, get_url=self.person_url),
            Column("event", label=_("Event")),
            Column("party_size", label=_("People")),
            Column("state", label=_("State"), accessor="get_state_display"),
            Column("note", label=_("Note")),
            DateColumn("created_at", label=_("Sent")),
            DateColumn("confirmed_at", label=_("Confirmed")),
            PostButtonColumn("cancel", label=_("Action"), text=_("Cancel"), url=self.cancel_url),
        ]

    def get_base_queryset(self) -> QuerySet[Registration]:
        """What the user may see, with what a row shows."""
        found = scope.registrations(self.request.user)
        return found.select_related("event", "supporter", "submission")

    def paginate_queryset(
        self, queryset: QuerySet[Registration], page_size: int
    ) -> tuple[Any, ...]:
        """Keyset paging, as for all lists of people."""
        self.keyset = paging.paginate(queryset, params=self.request.GET, size=page_size)
        return (None, None, self.keyset.rows, False)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the page, its neighbours, and the seats of the event that was chosen."""
        return super().get_context_data(*args, **kwargs) | {
            "keyset": self.keyset,
            "items_count": self.keyset.total,
            "chosen_event": self.chosen_event(),
        }

    def chosen_event(self) -> Event | None:
        """The event of the filter."""
        if not self.filters.is_valid():
            return None
        return self.filters.form.cleaned_data.get("event")

    def person_url(self, registration: Registration) -> str | None:
        """The record of the person, for those who may open it."""
        person = registration.supporter
        if person is None or person.site_id not in self.openable_site_ids:
            return None
        return reverse("hustings_people:person", args=[person.pk])

    def cancel_url(self, registration: Registration) -> str | None:
        """Where the button leads; None for what is over, or not the user's to cancel."""
        if registration.pk not in self.cancellable_ids:
            return None
        return reverse("hustings_registrations:cancel", args=[registration.pk])

    @cached_property
    def openable_site_ids(self) -> set[int]:
        """Sites whose people the user may open."""
        found = access.sites_for(self.request.user, PeoplePermission.OPEN.full_name)
        return set(found.values_list("pk", flat=True))

    @cached_property
    def cancellable_ids(self) -> set[int]:
        """Of the rows shown, those the user may cancel."""
        shown = [row.pk for row in self.keyset.rows]
        states = Registration.State
        found = scope.cancellable(self.request.user).filter(
            pk__in=shown, state__in=[states.PENDING, states.REGISTERED, states.WAITING]
        )
        return set(found.values_list("pk", flat=True))


def _name(registration: Registration) -> str:
    """As typed with this registration: an unconfirmed one does not speak for the person."""
    sent = registration.submission
    name = f"{sent.given_name} {sent.family_name}".strip() if sent else ""
    return name or str(registration)
