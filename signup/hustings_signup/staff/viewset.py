"""What the screens about people and consent have in common in the menu."""

from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from hustings_signup.models import PeoplePermission
from hustings_signup.staff import access


class PeopleViewSet(ViewSet):
    """A screen that is in the menu of those who have its permission for some site."""

    permission: PeoplePermission | None = None

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """A menu item that asks for the permission."""
        permission = self.permission.full_name if self.permission else ""

        class PeopleMenuItem(MenuItem):
            def is_shown(self, request: HttpRequest) -> bool:
                return bool(access.site_ids_for(request.user, permission))

        return PeopleMenuItem
