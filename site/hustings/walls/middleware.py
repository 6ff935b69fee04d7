"""Looks at every address of the admin before its view does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource

from hustings.walls import reach
from hustings_home.middleware import admin_prefix

Answer = Callable[[HttpRequest], HttpResponse]
#: Screens that list what all sites have, and what is kept once for all of them.
CLOSED = (
    "wagtailadmin_reports:",
    "wagtail_localize:translations_report",
    "wagtailadmin_workflows:",
    "wagtailadmin_tag_",
    "wagtailadmin_api:images:",
    "wagtailadmin_api:documents:",
    "wagtailredirects:",
    "wagtailusers_",
    "wagtailsites:",
    "wagtaillocales:",
    "wagtailadmin_collections:",
)
PAGE_IDS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
MODELS: dict[str, Callable[[], type[models.Model]]] = {
    "image_id": get_image_model,
    "document_id": get_document_model,
    "doc_id": get_document_model,
    "translation_source_id": lambda: TranslationSource,
    "translation_id": lambda: Translation,
    **dict.fromkeys(PAGE_IDS, lambda: Page),
}
#: Whose `pk` or query `id` is of which model.
PREFIXES: dict[str, Callable[[], type[models.Model]]] = {
    "wagtailadmin_api:pages:": lambda: Page,
    "wagtailadmin_pages:": lambda: Page,
    "wagtailadmin_choose_page": lambda: Page,
    "wagtailimages_chooser:": get_image_model,
    "wagtaildocs_chooser:": get_document_model,
}


def is_closed(address: str) -> bool:
    """Whether an address of the admin is one of the screens that mix sites."""
    try:
        return resolve(address).view_name.startswith(CLOSED)
    except Resolver404:
        return False


class SiteWallMiddleware:
    """404 for what belongs to another site, 403 for screens that mix sites."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """`process_view` decides."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> None:
        """Raises, or lets the view answer."""
        match = request.resolver_match
        if match is None or not request.path_info.startswith(admin_prefix()):
            return
        if not request.user.is_authenticated or not reach.is_walled(request.user):
            return
        name = match.view_name or ""
        if name.startswith(CLOSED):
            raise PermissionDenied
        for model, pk in named(request, match, kwargs):
            if not reach.may_reach(request.user, model, pk):
                raise Http404


def named(
    request: HttpRequest, match: ResolverMatch, kwargs: dict[str, Any]
) -> Iterator[tuple[type[models.Model] | None, object]]:
    """Every object that the address names, with its model."""
    for key, value in kwargs.items():
        if key in MODELS:
            yield MODELS[key](), value
    name = match.view_name or ""
    for prefix, model in PREFIXES.items():
        if name.startswith(prefix):
            ids = [kwargs["pk"]] if "pk" in kwargs else request.GET.getlist("id")
            yield from ((model(), pk) for pk in ids)
    if name == "wagtail_bulk_action":
        listed = reach.model_of(kwargs["app_label"], kwargs["model_name"])
        ids = [*request.GET.getlist("id"), *request.POST.getlist("id")]
        yield from ((listed, pk) for pk in ids if pk != "all")
        yield from ((Page, pk) for pk in request.GET.getlist("childOf"))
    elif name.startswith("wagtailadmin_editing_sessions:ping"):
        yield reach.model_of(kwargs["app_label"], kwargs["model_name"]), kwargs["object_id"]
    elif "snippet" in name and "app_label" in kwargs:
        listed = reach.model_of(kwargs["app_label"], kwargs["model_name"])
        yield listed, kwargs.get("pk", "")
