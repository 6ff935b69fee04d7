"""Who may do what for which site: permissions of a group count only where it has SiteAccess."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, Permission
from django.db import models, transaction
from wagtail.models import Site
from wagtail.permission_policies import ModelPermissionPolicy

from hustings_signup.models import PeoplePermission, SiteAccess

User = AbstractBaseUser | AnonymousUser


def sites_for(user: User, permission: str = "") -> models.QuerySet[Site]:
    """The sites a person of staff works for; with a permission ("app.codename"), those where
    one of their groups has both the permission and the site. A superuser works for all."""
    if not user.is_active:
        return Site.objects.none()
    if getattr(user, "is_superuser", False):
        return Site.objects.all()
    granted = SiteAccess.objects.filter(group__in=user.groups.all())  # type: ignore[union-attr]
    if permission:
        app_label, _dot, codename = permission.partition(".")
        granted = granted.filter(
            group__permissions__content_type__app_label=app_label,
            group__permissions__codename=codename,
        )
    return Site.objects.filter(pk__in=granted.values("site"))


def may(user: User, permission: PeoplePermission, site_id: int) -> bool:
    """Whether the permission holds for that site."""
    return sites_for(user, permission.full_name).filter(pk=site_id).exists()


@transaction.atomic
def grant(group: Group, *, sites: Iterable[Site], permissions: Iterable[str]) -> None:
    """Make the group work for exactly these sites with exactly these permissions on people."""
    wanted = {site.pk for site in sites}
    SiteAccess.objects.filter(group=group).exclude(site__in=wanted).delete()
    for site_id in wanted:
        SiteAccess.objects.get_or_create(group=group, site_id=site_id)
    group.permissions.remove(*people_permissions())
    group.permissions.add(*people_permissions().filter(codename__in=list(permissions)))


def people_permissions() -> models.QuerySet[Permission]:
    """The permission rows of PeoplePermission."""
    return Permission.objects.filter(
        content_type__app_label="hustings_signup", codename__in=PeoplePermission.values
    )


class SitePolicy(ModelPermissionPolicy):
    """Wagtail's model permissions, for objects of the sites a user works for and no others."""

    def user_has_permission_for_instance(
        self, user: User, action: str, instance: models.Model
    ) -> bool:
        """Whether the permission holds for the site of the object."""
        sites = sites_for(user, self._get_permission_name(action))
        return sites.filter(pk=instance.site_id).exists()  # type: ignore[attr-defined]

    def instances_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> models.QuerySet[models.Model]:
        """The objects of every site where one of the permissions holds."""
        sites = Site.objects.none()
        for action in actions:
            sites = sites | sites_for(user, self._get_permission_name(action))
        return self.model._default_manager.filter(site__in=sites)
