"""Narrows the lists that Wagtail builds once for all: filters by user and site, choosers, tags."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin import filters
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.images.views import chooser

from hustings.walls import reach


def narrow() -> None:
    """Called once at start. Filters are declared on the class, which subclasses share."""
    for name in ("owner", "edited_by"):
        PageFilterSet.base_filters[name].queryset = reach.colleagues
    PageFilterSet.base_filters["site"].queryset = reach.own_sites
    # The ten favourite tags of the library are those of all sites together: nobody sees them.
    filters.popular_tags_for_model = chooser.popular_tags_for_model = _no_tags
    hooks.register("construct_page_chooser_queryset", _own_pages)


def _no_tags(model: type[models.Model], count: int = 10) -> list[Any]:
    return []


def _own_pages(pages: models.QuerySet[Any], request: HttpRequest) -> models.QuerySet[Any]:
    if not reach.is_walled(request.user):
        return pages
    return pages.filter(pk__in=reach.pages(request.user).values("pk"))
