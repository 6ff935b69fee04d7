"""Submissions held silently (over a limit, of no origin): staff look, and may release one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.log_actions import log

from hustings_signup import purposes, services
from hustings_signup.models import PeoplePermission, Submission
from hustings_signup.staff import columns, paging
from hustings_signup.staff.labels import held_label
from hustings_signup.staff.views import PeopleMixin


class HeldView(PeopleMixin, BaseListingView):
    """Name and address are shown: judging them is the point."""

    permission = PeoplePermission.RELEASE
    model = Submission
    page_title = _("Held submissions")
    header_icon = "lock"
    index_url_name = "hustings_held:index"
    template_name = "hustings_signup/admin/held.html"
    table_classname = "listing hustings-listing"
    results_template_name = "hustings_signup/admin/keyset_results.html"
    paginate_by = 50

    @cached_property
    def columns(self) -> list[Column]:
        """The last one holds the button."""
        return [
            columns.Moment("created_at", label=_("When")),
            columns.Cell("name", label=_("Name"), accessor=_name),
            columns.Cell("email", label=_("E-mail"), accessor="supporter.email"),
            columns.Cell("act", label=_("What"), accessor=lambda row: purposes.label_of(row.act)),
            columns.Cell("act_ref", label=_("Source")),
            columns.Cell(
                "held_reason",
                label=_("Held because"),
                accessor=lambda row: held_label(row.held_reason),
            ),
            columns.PostButtonColumn(
                "release",
                label=_("Action"),
                text=_("Release"),
                url=lambda row: reverse("hustings_held:release", args=[row.pk]),
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Submission]:
        """What is still held, of the user's sites."""
        return (
            Submission.objects.filter(site__in=self.site_ids, confirmed_at=None)
            .exclude(held_reason="")
            .select_related("supporter")
        )

    def paginate_queryset(self, queryset: QuerySet[Submission], page_size: int) -> tuple[Any, ...]:
        """By key: an attack may leave many."""
        self.keyset = paging.paginate(queryset, params=self.request.GET, size=page_size)
        return (None, None, self.keyset.rows, False)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the neighbours of the page."""
        return super().get_context_data(*args, **kwargs) | {
            "keyset": self.keyset,
            "items_count": self.keyset.total,
        }


class ReleaseView(PeopleMixin, View):
    """POST queues the confirmation mail: the person still has to say yes from it."""

    permission = PeoplePermission.RELEASE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Nothing changes on GET."""
        return redirect("hustings_held:index")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Releasing twice sends one mail."""
        submission = get_object_or_404(
            Submission.objects.select_related("supporter"), pk=pk, site__in=self.site_ids
        )
        with transaction.atomic():
            released = services.release(submission=submission)
            if released:
                log(
                    instance=submission.supporter,
                    action="hustings_signup.release",
                    user=request.user,
                )
        if released:
            messages.success(
                request, gettext("Released: a mail asks this address to confirm within 7 days.")
            )
        else:
            messages.warning(request, gettext("It was not held any more."))
        return redirect("hustings_held:index")


def _name(row: Submission) -> str:
    return f"{row.given_name} {row.family_name}".strip()
