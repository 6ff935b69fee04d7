"""Wagtail's admin: what may not be deleted or moved."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from hustings_events import protection


@hooks.register("before_delete_page")
def keep_events_with_registrations(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse with the reason, also for a page above the event."""
    return _refuse(request, [page], protection.refusal([page]))


@hooks.register("before_bulk_action")
def keep_events_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Page], action_class: object
) -> HttpResponse | None:
    """The same for a selection of pages."""
    if action_type != "delete":
        return None
    pages = [page for page in objects if isinstance(page, Page)]
    return _refuse(request, pages, protection.refusal(pages))


@hooks.register("before_move_page")
def keep_registrations_with_their_site(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    """Registrations belong to the body behind one site: they do not move to another."""
    if not protection.moves_away(page, destination):
        return None
    reason = _("An event with registrations cannot be moved to another site.")
    return _refuse(request, [page], reason)


def _refuse(request: HttpRequest, pages: list[Page], reason: str) -> HttpResponse | None:
    if not reason:
        return None
    messages.error(request, reason)
    parent = pages[0].get_parent()
    return HttpResponseRedirect(reverse("wagtailadmin_explore", args=[parent.pk if parent else 1]))
