"""Connects petitions to Wagtail's admin."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from hustings_petitions.protection import moves_away, refusal
from hustings_petitions.viewsets import PetitionGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> PetitionGroup:
    """Petition pages with counts, and signatures."""
    return PetitionGroup()


@hooks.register("before_delete_page")
def keep_signatures(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a petition with signatures, or a page above one, in words."""
    return _refuse(request, page, refusal([page]))


@hooks.register("before_bulk_action")
def keep_signatures_of_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action_class_instance: Any
) -> HttpResponse | None:
    """The same for several pages ticked in a list."""
    pages = [item for item in objects if isinstance(item, Page)]
    if action_type != "delete" or not pages:
        return None
    return _refuse(request, pages[0], refusal(pages))


@hooks.register("before_move_page")
def keep_signatures_with_their_site(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    """Signatures belong to the body behind one site: they do not move to another."""
    if not moves_away(page, destination):
        return None
    return _refuse(request, page, _("A petition with signatures cannot be moved to another site."))


def _refuse(request: HttpRequest, page: Page, message: str) -> HttpResponse | None:
    if not message:
        return None
    messages.error(request, message)
    parent = page.get_parent()
    return redirect("wagtailadmin_explore", parent.pk if parent else page.pk)
