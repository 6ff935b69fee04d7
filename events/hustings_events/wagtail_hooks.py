"""Wagtail's admin: the list of registrations, and what may not be deleted or moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from hustings_events import protection
from hustings_events.models import EventPage
from hustings_events.staff import scope
from hustings_events.staff.cancel import ACTION
from hustings_events.viewsets import RegistrationViewSet
from hustings_signup.staff.access import User


@hooks.register("register_admin_viewset")
def register_viewset() -> RegistrationViewSet:
    """The list of registrations."""
    return RegistrationViewSet()


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """What an organiser may do with the registrations of their own events."""
    return Permission.objects.filter(
        content_type__app_label="hustings_events",
        codename__in=["view_registration", "change_registration"],
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Words for our entry in histories."""
    actions.register_action(ACTION, _lazy("Cancel a registration"), _lazy("Cancelled on request"))


@hooks.register("register_page_header_buttons")
def registrations_of_the_page(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """From an event to its list."""
    event = page.specific_deferred.row if page.specific_class is EventPage else None
    if event is not None and scope.events(user).filter(pk=event.pk).exists():
        url = f"{reverse('hustings_registrations:index')}?event={event.pk}"
        yield Button(_("Registrations"), url, icon_name="calendar-check", priority=60)


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
