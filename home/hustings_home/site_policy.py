"""Which sites a person of staff edits, and permissions on what belongs to one site."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from wagtail.models import GroupPagePermission, Site
from wagtail.permission_policies import ModelPermissionPolicy

#: Page permissions that make somebody one who edits.
EDITS = ("add_page", "change_page", "publish_page")
#: The attribute of the user object that keeps what was read for this request.
KEPT_AS = "_hustings_edited_sites"


def site_ids_for(user: User | AnonymousUser, permission: str = "") -> frozenset[int]:
    """The sites of whose pages one of the user's groups edits some; with a permission
    ("app.codename"), only those of a group that has it too. A superuser edits all."""
    kept: dict[str, frozenset[int]] | None = getattr(user, KEPT_AS, None)
    if kept is None:
        kept = {}
        setattr(user, KEPT_AS, kept)
    if permission not in kept:
        kept[permission] = _site_ids(user, permission)
    return kept[permission]


def _site_ids(user: User | AnonymousUser, permission: str) -> frozenset[int]:
    if not user.is_active or user.is_anonymous:
        return frozenset()
    if user.is_superuser:
        return frozenset(Site.objects.values_list("pk", flat=True))
    granted = GroupPagePermission.objects.filter(
        group__user=user, permission__codename__in=EDITS
    ).order_by()
    if permission:
        app_label, _, codename = permission.partition(".")
        granted = granted.filter(
            group__permissions__content_type__app_label=app_label,
            group__permissions__codename=codename,
        )
    places = set(granted.values_list("page__url_path", flat=True))
    # A permission may stand on a page of the site, or above its home page.
    return frozenset(
        root.site_id
        for root in Site.get_site_root_paths()
        if any(place.startswith(root.root_path) for place in places)
        or any(root.root_path.startswith(place) for place in places)
    )


class SitePolicy(ModelPermissionPolicy):
    """Wagtail's model permissions, for objects of the sites a user edits and no others."""

    def site_ids(self, user: User | AnonymousUser, permission: str = "") -> frozenset[int]:
        """The sites; "" asks for no permission of the model."""
        return site_ids_for(user, permission)

    def user_has_permission_for_instance(
        self, user: User | AnonymousUser, action: str, instance: models.Model
    ) -> bool:
        """Whether the permission holds for the site of the object."""
        site_ids = self.site_ids(user, self._get_permission_name(action))
        return instance.site_id in site_ids  # type: ignore[attr-defined]

    def instances_user_has_any_permission_for(
        self, user: User | AnonymousUser, actions: Iterable[str]
    ) -> models.QuerySet[models.Model]:
        """The objects of every site where one of the permissions holds."""
        found = [self.site_ids(user, self._get_permission_name(action)) for action in actions]
        return self.model._default_manager.filter(site__in=frozenset().union(*found))
