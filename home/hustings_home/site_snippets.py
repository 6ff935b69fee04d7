"""Screens, choosers and forms for snippets that belong to one site and are of no other's staff.

The model has a `site` and is registered with a `SitePolicy` (`wagtail.permissions`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern
from wagtail.models import Site
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import SnippetViewSet

from hustings_home.own_choices import OwnChoicesForm
from hustings_home.site_policy import SitePolicy

ACTIONS = ("add", "change", "delete", "publish")


def policy_of(model: type[models.Model]) -> SitePolicy:
    """The policy the model is registered with; TypeError when it is of another kind."""
    policy = policy_registry.get_by_type(model)
    if not isinstance(policy, SitePolicy):
        raise TypeError(f"{model.__name__} is not registered with a SitePolicy.")
    return policy


def own(model: type[models.Model], request: HttpRequest) -> models.QuerySet[Any]:
    """What of the model the user may do something with."""
    return policy_of(model).instances_user_has_any_permission_for(request.user, ACTIONS)


def choosable(model: type[models.Model], request: HttpRequest) -> models.QuerySet[Any]:
    """What of the model the user may name: that of all sites they edit."""
    site_ids = policy_of(model).site_ids(request.user)
    return model._default_manager.filter(site__in=site_ids)


class _ListedMixin:
    def get_object_list(self) -> models.QuerySet[Any]:
        return choosable(self.model_class, self.request)  # type: ignore[attr-defined]


class SiteChooseView(_ListedMixin, ChooseView):
    """The chooser's window."""


class SiteChooseResultsView(_ListedMixin, ChooseResultsView):
    """The list in it."""


class SiteChosenView(SnippetChosenView):
    """One that was chosen, by its number."""

    def get_object(self, pk: Any) -> models.Model:
        """DoesNotExist, so 404, for another site's."""
        return choosable(self.model_class, self.request).get(pk=pk)


class SiteChosenMultipleView(SnippetChosenMultipleView):
    """Several that were chosen."""

    def get_objects(self, pks: list[str]) -> models.QuerySet[Any]:
        """Those of the user's sites."""
        return choosable(self.model_class, self.request).filter(pk__in=pks)


class SiteChooserViewSet(SnippetChooserViewSet):
    """Offers what the user may name."""

    choose_view_class = SiteChooseView
    choose_results_view_class = SiteChooseResultsView
    chosen_view_class = SiteChosenView
    chosen_multiple_view_class = SiteChosenMultipleView


class SiteSnippetViewSet(SnippetViewSet):
    """Lists the snippets of the user's sites; any other's do not exist (404)."""

    chooser_viewset_class = SiteChooserViewSet

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """What the list shows."""
        return own(self.model, request)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Every route to one snippet first asks whose site it belongs to."""
        patterns = super().get_urlpatterns()
        for pattern in patterns:
            if "pk" in pattern.pattern.regex.groupindex:
                pattern.callback = self._guarded(pattern.callback)
        return patterns

    def _guarded(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        def guarded(request: HttpRequest, *args: Any, pk: Any, **kwargs: Any) -> HttpResponseBase:
            if not own(self.model, request).filter(pk=pk).exists():
                raise Http404
            return view(request, *args, pk=pk, **kwargs)

        return guarded


class SiteSnippetForm(OwnChoicesForm):
    """Asks for the site once, when the snippet is made, and only of who has a choice."""

    #: Permissions of the model, any of which makes a site one to choose.
    site_actions: Iterable[str] = ("add",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.site_id:
            self.fields.pop("site", None)
            return
        allowed = self.allowed_sites()
        if len(allowed) == 1:
            self.instance.site = allowed[0]
            self.fields.pop("site", None)
        elif "site" in self.fields:
            self.fields["site"].queryset = allowed
            self.fields["site"].initial = allowed.first()

    def allowed_sites(self) -> models.QuerySet[Site]:
        """The sites the user may make one for."""
        policy = policy_of(type(self.instance))
        names = [policy._get_permission_name(action) for action in self.site_actions]
        found = [policy.site_ids(self.for_user, name) for name in names]
        return Site.objects.filter(pk__in=frozenset().union(*found))

    def _get_validation_exclusions(self) -> set[str]:
        """A rule over site or language holds although the form has no field for it."""
        return super()._get_validation_exclusions() - {"site", "locale"}
