"""Where the screens of the mailings stand in the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from hustings_mailings.staff.acting import ActionView, SampleView
from hustings_mailings.staff.mailing import MailingView
from hustings_mailings.staff.preparing import PrepareView
from hustings_mailings.staff.views import MailingIndexView, MailingMixin, site_ids_for
from hustings_mailings.staff.welcoming import WelcomeView


class MailingMenuItem(MenuItem):
    """For those who may do something with mailings of some site."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the list would open."""
        return bool(site_ids_for(request.user, MailingMixin.needed))


class MailingViewSet(ViewSet):
    """The list, preparing, one mailing and its buttons."""

    name = "hustings_mailings"
    url_prefix = "mailings"
    icon = "mail"
    menu_label = _("Mailings")
    menu_order = 310
    add_to_admin_menu = True
    menu_item_class = MailingMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/mailings/."""
        return [
            path("", MailingIndexView.as_view(), name="index"),
            path("welcome/", WelcomeView.as_view(), name="welcome"),
            path("new/<int:page_id>/", PrepareView.as_view(), name="prepare"),
            path("<int:pk>/", MailingView.as_view(), name="mailing"),
            path("<int:pk>/test/<slug:locale>/", SampleView.as_view(), name="sample"),
            path("<int:pk>/<slug:action>/", ActionView.as_view(), name="act"),
        ]
