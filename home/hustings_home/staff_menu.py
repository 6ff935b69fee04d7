"""Entries of the staff's menu that only those see who may open them."""

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.pages.listing import IndexView
from wagtail.permission_policies.pages import PagePermissionPolicy


class PagesMenuItem(MenuItem):
    """A list of pages, for those who may do anything with pages: what the list itself asks."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the list would open."""
        needed = IndexView.any_permission_required
        return PagePermissionPolicy().user_has_any_permission(request.user, needed)
