"""The outbox as staff see it: what waits, what was given up, and one more try."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.log_actions import log

from hustings_signup import outbox
from hustings_signup.models import Outbox, PeoplePermission
from hustings_signup.services import sending_forms
from hustings_signup.staff import columns, mail_service, paging
from hustings_signup.staff.failure_words import what_failed
from hustings_signup.staff.labels import mail_label
from hustings_signup.staff.views import PeopleMixin

State = Outbox.State
#: What the list shows unless a state is chosen: everything that is not over.
OPEN = (*Outbox.WAITING, State.RUNNING, State.DEAD)


class OutboxFilterSet(WagtailFilterSet):
    """Only the state: the list is a work list."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=State.choices)

    class Meta:
        model = Outbox
        fields: list[str] = []


class OutboxView(PeopleMixin, BaseListingView):
    """No address and no name: a mail is known by its number and its supporter's."""

    permission = PeoplePermission.MAIL
    model = Outbox
    page_title = _("Mails")
    header_icon = "mail"
    index_url_name = "hustings_mails:index"
    index_results_url_name = "hustings_mails:index_results"
    template_name = "hustings_signup/admin/outbox.html"
    table_classname = "listing hustings-listing"
    results_template_name = "hustings_signup/admin/keyset_results.html"
    filterset_class = OutboxFilterSet
    paginate_by = 50

    @cached_property
    def columns(self) -> list[Column]:
        """The last one holds the button."""
        return [
            columns.Cell("number", label=_("Mail"), accessor=str),
            columns.Cell("kind", label=_("Kind"), accessor=lambda row: mail_label(row.kind)),
            columns.Cell("supporter", label=_("Recipient"), accessor=_recipient),
            columns.Cell("state", label=_("State"), accessor="get_state_display"),
            columns.Number("attempts", label=_("Attempts")),
            columns.Moment("created_at", label=_("Queued")),
            columns.Moment("due_at", label=_("Next try")),
            columns.Cell(
                "failure", label=_("Failure"), accessor=lambda row: what_failed(row.failure)
            ),
            columns.PostButtonColumn(
                "retry",
                label=_("Action"),
                text=_("Try again"),
                url=lambda row: (
                    reverse("hustings_mails:retry", args=[row.pk])
                    if row.state == State.DEAD
                    else None
                ),
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Outbox]:
        """Of the user's sites; without a filter only what is not over."""
        found = Outbox.objects.filter(site__in=self.site_ids)
        return found if self.request.GET.get("state") else found.filter(state__in=OPEN)

    def paginate_queryset(self, queryset: QuerySet[Outbox], page_size: int) -> tuple[Any, ...]:
        """By key: sent mails are many."""
        self.keyset = paging.paginate(queryset, params=self.request.GET, size=page_size)
        return (None, None, self.keyset.rows, False)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the neighbours of the page and the numbers on top."""
        waiting = Outbox.objects.filter(site__in=self.site_ids)
        return super().get_context_data(*args, **kwargs) | {
            "keyset": self.keyset,
            "items_count": self.keyset.total,
            "waiting_count": waiting.filter(state__in=[*Outbox.WAITING, State.RUNNING]).count(),
            **mail_service.report(waiting),
        }


class RetryView(PeopleMixin, View):
    """POST gives a dead mail another 72 hours; a GET goes to the list and does nothing."""

    permission = PeoplePermission.MAIL

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Nothing changes on GET."""
        return redirect("hustings_mails:index")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Only what was given up can be tried again."""
        row = get_object_or_404(
            Outbox.objects.select_related("supporter"), pk=pk, site__in=self.site_ids
        )
        with transaction.atomic():
            retried = outbox.retry(row)
            if retried:
                log(
                    instance=row.supporter or row, action="hustings_signup.retry", user=request.user
                )
        if retried:
            messages.success(request, gettext("%(mail)s will be tried again.") % {"mail": row})
        else:
            messages.warning(request, gettext("%(mail)s was not given up.") % {"mail": row})
        return redirect("hustings_mails:index")


class RetryAllView(PeopleMixin, View):
    """POST gives every mail that was given up for one reason another 72 hours."""

    permission = PeoplePermission.MAIL

    def get(self, request: HttpRequest) -> HttpResponse:
        """Nothing changes on GET."""
        return redirect("hustings_mails:index")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Of the user's sites; the log has one line for all of them."""
        failure = request.POST.get("failure", "")
        with transaction.atomic():
            count = outbox.retry_all(site_ids=self.site_ids, failure=failure)
            if count:
                log(
                    instance=self.sites[0],
                    action="hustings_signup.retry_all",
                    user=request.user,
                    data={"failure": failure[:60], "count": count},
                )
        text = ngettext(
            "%(count)d mail will be tried again.", "%(count)d mails will be tried again.", count
        )
        messages.success(request, text % {"count": count})
        return redirect("hustings_mails:index")


class TryNowView(PeopleMixin, View):
    """POST lets one mail try the mail server before its pause is over."""

    permission = PeoplePermission.MAIL

    def get(self, request: HttpRequest) -> HttpResponse:
        """Nothing changes on GET."""
        return redirect("hustings_mails:index")

    def post(self, request: HttpRequest) -> HttpResponse:
        """When it works, everything that waits follows by itself."""
        outbox.try_now()
        messages.success(
            request, gettext("One mail is tried now; if it leaves, all others follow.")
        )
        return redirect("hustings_mails:index")


def _recipient(row: Outbox) -> str:
    if row.kind == sending_forms.KIND:
        return gettext("Somebody who asked for a form")
    if row.supporter_id is None:
        return gettext("The campaign")
    return gettext("Supporter %(number)s") % {"number": row.supporter_id}
