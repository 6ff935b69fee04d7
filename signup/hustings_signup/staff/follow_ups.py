"""The queue of follow-ups: mine, unclaimed, overdue; claiming one is a race nobody wins twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.contrib.auth.models import User
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from hustings_signup import services
from hustings_signup.models import FollowUp, PeoplePermission
from hustings_signup.staff import columns
from hustings_signup.staff.views import PeopleMixin

SHOWN = {
    "mine": _("Mine"),
    "unclaimed": _("Unclaimed"),
    "overdue": _("Overdue"),
    "open": _("All open"),
    "done": _("Done"),
}


class ActionsColumn(Column):
    """What the reader may do with a follow-up."""

    cell_template_name = "hustings_signup/admin/follow_up_cell.html"

    def get_cell_context_data(
        self, instance: FollowUp, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        """A table hands on the request and nothing else of the page."""
        request = parent_context["request"]
        return {
            "follow_up": instance,
            "reader": request.user,
            "csrf_token": get_token(request),
            "show": request.GET.get("show", ""),
        }


class FollowUpView(PeopleMixin, BaseListingView):
    """`/admin/follow-ups/`: the earliest day first."""

    permission = PeoplePermission.RELATE
    model = FollowUp
    page_title = _("Follow-ups")
    header_icon = "tasks"
    index_url_name = "hustings_follow_ups:index"
    template_name = "hustings_signup/admin/follow_ups.html"
    results_template_name = "hustings_signup/admin/follow_ups_results.html"
    table_classname = "listing hustings-listing"
    paginate_by = 50

    @property
    def show(self) -> str:
        """Which part of the queue."""
        asked = self.request.GET.get("show", "")
        return asked if asked in SHOWN else "open"

    @cached_property
    def columns(self) -> list[Column]:
        """The last one holds the buttons."""
        return [
            TitleColumn("what", label=_("What"), get_url=self.person_url, width="35%"),
            columns.Cell(
                "who", label=_("Who"), accessor=lambda row: row.supporter.name or row.supporter
            ),
            columns.Cell("due_on", label=_("By"), accessor=columns.due),
            columns.Cell("claimed_by_name", label=_("Claimed by")),
            columns.Cell("asked_by_name", label=_("Asked by")),
            ActionsColumn("actions", label=_("Action")),
        ]

    def person_url(self, follow_up: FollowUp) -> str | None:
        """The person, for those who may open one."""
        if not self.allows(PeoplePermission.OPEN, follow_up.supporter.site_id):
            return None
        return reverse("hustings_people:person", args=[follow_up.supporter_id])

    def get_base_queryset(self) -> QuerySet[FollowUp]:
        """Of the people of the user's sites."""
        found = FollowUp.objects.filter(supporter__site__in=self.site_ids)
        return found.select_related("supporter").filter(
            part(self.show, cast(User, self.request.user))
        )

    def order_queryset(self, queryset: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
        """What is due first; what was done last."""
        if self.show == "done":
            return queryset.order_by("-done_at")
        return queryset.order_by(F("due_on").asc(nulls_last=True), "pk")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the parts with their counts."""
        queue = FollowUp.objects.filter(supporter__site__in=self.site_ids)
        user = cast(User, self.request.user)
        parts = [
            (key, label, queue.filter(part(key, user)).count() if key != "done" else None)
            for key, label in SHOWN.items()
        ]
        return super().get_context_data(*args, **kwargs) | {"parts": parts, "show": self.show}


def part(show: str, user: User) -> Q:
    """The rows of one part of the queue."""
    if show == "done":
        return Q(done_at__isnull=False)
    is_open = Q(done_at=None)
    return (
        is_open
        & {
            "mine": Q(claimed_by=user),
            "unclaimed": Q(claimed_at=None),
            "overdue": Q(due_on__lt=timezone.localdate()),
            "open": Q(),
        }[show]
    )


class FollowUpActionView(PeopleMixin, View):
    """POST claims, hands back or closes one; it answers on the screen it came from."""

    permission = PeoplePermission.RELATE
    action = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Nothing changes on GET."""
        return redirect("hustings_follow_ups:index")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Somebody else may have been faster: then nothing changes, and the screen says so."""
        found = FollowUp.objects.filter(supporter__site__in=self.site_ids)
        follow_up = get_object_or_404(found.select_related("supporter"), pk=pk)
        user = cast(User, request.user)
        changed = {
            "claim": services.claim_follow_up,
            "hand_back": services.hand_back_follow_up,
            "close": services.close_follow_up,
        }[self.action](follow_up=follow_up, user=user)
        if not changed:
            messages.warning(request, gettext("Somebody else was faster: nothing was changed."))
        if request.POST.get("from") == "person":
            person = reverse("hustings_people:person", args=[follow_up.supporter_id])
            request.session["hustings_reopened"] = follow_up.supporter_id
            return redirect(f"{person}#relations")
        show = request.POST.get("show", "")
        target = reverse("hustings_follow_ups:index")
        return redirect(f"{target}?show={show}" if show in SHOWN else target)
