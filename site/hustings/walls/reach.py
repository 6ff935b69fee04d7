"""Which objects a member of staff may reach from their own sites."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.http import HttpRequest
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site
from wagtail.permissions import policy_registry
from wagtail_localize.models import Translation, TranslationSource

from hustings_home.own_choices import ANY
from hustings_home.site_policy import SitePolicy
from hustings_signup.staff import access


def is_walled(user: Any) -> bool:
    """Whether walls stand for this user: not for superusers, nor on an install with one site."""
    if user.is_superuser:
        return False
    return len({root.site_id for root in Site.get_site_root_paths()}) > 1


def pages(user: Any) -> models.QuerySet[Page]:
    """The pages of their sites, and the root they hang from."""
    return policy_registry.get_by_type(Page).explorable_instances(user)


def media(user: Any, model: type[models.Model]) -> models.QuerySet[Any]:
    """The pictures or files in their folders of the library."""
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ANY)


def colleagues(request: HttpRequest) -> models.QuerySet[Any]:
    """Whose names stand in the filters of lists: everybody, or those of one's own sites."""
    users = get_user_model()._default_manager.order_by("username")
    if not is_walled(request.user):
        return users.all()
    sites = access.sites_for(request.user)
    return users.filter(groups__hustings_sites__site__in=sites).distinct()


def own_sites(request: HttpRequest) -> models.QuerySet[Site]:
    """The same for the names of sites."""
    if not is_walled(request.user):
        return Site.objects.all()
    return access.sites_for(request.user)


def may_reach(user: Any, model: type[models.Model] | None, pk: object) -> bool:
    """Whether an object named in an address is one of theirs; what is of no site is not."""
    if model is None or not str(pk).isdigit():
        return False
    if issubclass(model, Page):
        return pages(user).filter(pk=pk).exists()
    if model in (get_image_model(), get_document_model()):
        return media(user, model).filter(pk=pk).exists()
    if isinstance(policy := policy_registry.get_by_type(model), SitePolicy):
        reached = policy.instances_user_has_any_permission_for(user, ANY)
        return reached.filter(pk=pk).exists()
    if model is TranslationSource:
        return _may_reach_source(user, TranslationSource._default_manager.filter(pk=pk).first())
    if model is Translation:
        sources = TranslationSource._default_manager.filter(translations=pk)
        return _may_reach_source(user, sources.first())
    return False


def _may_reach_source(user: Any, source: TranslationSource | None) -> bool:
    instance = source.get_source_instance() if source else None
    return instance is not None and may_reach(user, type(instance), instance.pk)


def model_of(app_label: str, model_name: str) -> type[models.Model] | None:
    """A model named in an address; None for an unknown one."""
    try:
        return apps.get_model(app_label, model_name)
    except LookupError:
        return None
