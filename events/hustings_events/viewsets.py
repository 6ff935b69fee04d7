"""The staff screen of registrations."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from hustings_events.staff import scope
from hustings_events.staff.cancel import CancelView
from hustings_events.staff.listing import RegistrationIndexView


class RegistrationMenuItem(MenuItem):
    """Shown to those who may see some registrations."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is a site where they may."""
        return bool(scope.site_ids(request.user))


class RegistrationViewSet(ViewSet):
    """The list, and cancelling for a person who asks."""

    name = "hustings_registrations"
    url_prefix = "registrations"
    icon = "calendar-check"
    menu_label = _("Registrations")
    menu_order = 255
    add_to_admin_menu = True

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """A menu item that asks who is there."""
        return RegistrationMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/registrations/."""
        results = RegistrationIndexView.as_view(results_only=True)
        return [
            path("", RegistrationIndexView.as_view(), name="index"),
            path("results/", results, name="index_results"),
            path("<int:pk>/cancel/", CancelView.as_view(), name="cancel"),
        ]
