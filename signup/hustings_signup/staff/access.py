"""Who may do what for which site: permissions of a group count only where it has SiteAccess."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.contrib.auth.models import User as AccountUser
from django.db import models, transaction
from wagtail.models import Site

from hustings_home import site_policy
from hustings_signup.models import PeoplePermission, SiteAccess

User = AccountUser | AnonymousUser
#: The attribute of the user object that keeps what was read for this request.
KEPT_AS = "_hustings_grants"


def sites_for(user: User, permission: str = "") -> models.QuerySet[Site]:
    """The sites a person of staff works for; with a permission ("app.codename"), those where
    one of their groups has both the permission and the site. A superuser works for all."""
    return Site.objects.filter(pk__in=site_ids_for(user, permission))


def site_ids_for(user: User, permission: str = "") -> frozenset[int]:
    """Their ids. Read once and kept on the user object, as Django does with permissions."""
    if not user.is_active:
        return frozenset()
    grants: dict[str, frozenset[int]] | None = getattr(user, KEPT_AS, None)
    if grants is None:
        grants = _grants(user)
        setattr(user, KEPT_AS, grants)
    return grants.get("*" if getattr(user, "is_superuser", False) else permission, frozenset())


def _grants(user: User) -> dict[str, frozenset[int]]:
    """Site ids by permission; "" is any access, "*" stands for the superuser."""
    if getattr(user, "is_superuser", False):
        return {"*": frozenset(Site.objects.values_list("pk", flat=True))}
    found: dict[str, set[int]] = defaultdict(set)
    rows = SiteAccess.objects.filter(group__in=user.groups.all())
    for site_id, app_label, codename in rows.values_list(
        "site_id",
        "group__permissions__content_type__app_label",
        "group__permissions__codename",
    ):
        found[""].add(site_id)
        found[f"{app_label}.{codename}"].add(site_id)
    return {name: frozenset(ids) for name, ids in found.items()}


def may(user: User, permission: PeoplePermission, site_id: int) -> bool:
    """Whether the permission holds for that site."""
    return site_id in site_ids_for(user, permission.full_name)


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


class SitePolicy(site_policy.SitePolicy):
    """Permissions on objects of the sites a user works for, which a group is given by name; for
    pages and the news it is enough to edit some of a site."""

    def site_ids(self, user: User, permission: str = "") -> frozenset[int]:
        """By SiteAccess."""
        return site_ids_for(user, permission)
