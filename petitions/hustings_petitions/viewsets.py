"""The staff screens of petitions, as one group of the admin's menu."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet

from hustings_home.staff_menu import PagesMenuItem
from hustings_petitions.models import PetitionPage
from hustings_petitions.staff.pages import PetitionListView
from hustings_petitions.staff.signatures import SignatureListView
from hustings_signup.models import PeoplePermission
from hustings_signup.staff.viewset import PeopleViewSet


class PetitionViewSet(PageListingViewSet):
    """All petition pages with their counts, for who edits pages."""

    name = "hustings_petition_pages"
    url_prefix = "petitions"
    model = PetitionPage
    icon = "edit"
    menu_label = _("Petition pages")
    menu_item_class = PagesMenuItem
    index_view_class = PetitionListView


class SignatureViewSet(PeopleViewSet):
    """The people who signed, for who may see the list of people."""

    name = "hustings_signatures"
    url_prefix = "signatures"
    icon = "group"
    menu_label = _("Signatures")
    permission = PeoplePermission.LIST

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/signatures/."""
        return [
            path("", SignatureListView.as_view(), name="index"),
            path("results/", SignatureListView.as_view(results_only=True), name="index_results"),
        ]


class PetitionGroup(ViewSetGroup):
    """The menu entry "Petitions"."""

    menu_label = _("Petitions")
    menu_icon = "edit"
    menu_name = "hustings-petitions"
    menu_order = 240
    items = (PetitionViewSet, SignatureViewSet)
