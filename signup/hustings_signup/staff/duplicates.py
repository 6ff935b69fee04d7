"""Possible duplicates: pairs to look at side by side, and to merge or to leave apart."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.log_actions import log

from hustings_signup import duplicates, purposes, services
from hustings_signup.models import DuplicatePair, PeoplePermission, Supporter
from hustings_signup.services.merging import is_same_mailbox
from hustings_signup.services.statements import lost
from hustings_signup.staff import columns, paging
from hustings_signup.staff.person import REOPENED
from hustings_signup.staff.views import PeopleMixin


class DuplicatesView(PeopleMixin, BaseListingView):
    """The pairs of the user's sites that nobody has judged yet."""

    permission = PeoplePermission.RELATE
    model = DuplicatePair
    page_title = _("Duplicates")
    header_icon = "copy"
    index_url_name = "hustings_duplicates:index"
    template_name = "hustings_signup/admin/listing.html"
    results_template_name = "hustings_signup/admin/duplicates_results.html"
    table_classname = "listing hustings-listing"
    paginate_by = 50
    columns = [
        TitleColumn(
            "first",
            label=_("Person"),
            accessor=lambda row: _told(row.first),
            get_url=lambda row: reverse("hustings_duplicates:compare", args=[row.pk]),
        ),
        columns.Cell("second", label=_("Perhaps the same"), accessor=lambda row: _told(row.second)),
        columns.Cell("reason", label=_("In common"), accessor="get_reason_display"),
        columns.Moment("found_at", label=_("Found")),
    ]

    def get_base_queryset(self) -> QuerySet[DuplicatePair]:
        """Only where what they have in common still holds."""
        found = DuplicatePair.objects.filter(
            duplicates.still_alike(), first__site__in=self.site_ids, dismissed_at=None
        )
        return found.select_related("first", "second")

    def paginate_queryset(
        self, queryset: QuerySet[DuplicatePair], page_size: int
    ) -> tuple[Any, ...]:
        """By key."""
        self.keyset = paging.paginate(queryset, params=self.request.GET, size=page_size)
        return (None, None, self.keyset.rows, False)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the neighbours of the page."""
        return super().get_context_data(*args, **kwargs) | {
            "keyset": self.keyset,
            "items_count": self.keyset.total,
        }


class CompareView(PeopleMixin, TemplateView):
    """Two people side by side. POST merges into the one chosen, or says that they are two."""

    permission = PeoplePermission.RELATE
    template_name = "hustings_signup/admin/compare.html"
    page_title = _("Are these one person?")
    header_icon = "copy"
    kwargs: dict[str, Any]

    @cached_property
    def pair(self) -> DuplicatePair:
        """Of the user's sites, not judged yet."""
        found = DuplicatePair.objects.select_related("first__site", "second__site")
        return get_object_or_404(
            found, pk=self.kwargs["pk"], first__site__in=self.site_ids, dismissed_at=None
        )

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list of pairs."""
        index = reverse("hustings_duplicates:index")
        return [
            *self.breadcrumbs_items,
            {"url": index, "label": gettext("Duplicates")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Looking at two people is logged for both, like opening them (consent.md R17)."""
        for person in (self.pair.first, self.pair.second):
            log(instance=person, action="hustings_signup.open", user=request.user)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both people, and what would end with either mailbox."""
        first, second = self.pair.first, self.pair.second
        return super().get_context_data(**kwargs) | {
            "pair": self.pair,
            "is_same_mailbox": is_same_mailbox(first, second),
            "sides": [_side(first, second), _side(second, first)],
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """`keep` names the person who stays; without it they are two people."""
        people = {str(person.pk): person for person in (self.pair.first, self.pair.second)}
        kept = people.pop(request.POST.get("keep", ""), None)
        if kept is None:
            DuplicatePair.objects.filter(pk=self.pair.pk).update(dismissed_at=timezone.now())
            messages.success(request, gettext("Kept apart: this pair is not shown again."))
            return redirect("hustings_duplicates:index")
        (gone,) = people.values()
        services.merge(kept=kept, gone=gone, user=cast(User, request.user))
        messages.success(request, gettext("Merged into %(person)s.") % {"person": kept})
        if not self.allows(PeoplePermission.OPEN, kept.site_id):
            return redirect("hustings_duplicates:index")
        request.session[REOPENED] = kept.pk
        return redirect("hustings_people:person", kept.pk)


def _told(person: Supporter) -> str:
    return f"{person.name or '–'} · {person.email} · {columns.place(person)}".strip(" ·")


def _side(person: Supporter, other: Supporter) -> dict[str, Any]:
    return {
        "person": person,
        "subscriptions": [
            (purposes.label_of(row.purpose, person.site_id), row)
            for row in person.subscriptions.order_by("purpose")
        ],
        "acts": person.submissions.filter(confirmed_at__isnull=False).count(),
        "tags": ", ".join(row.tag.name for row in person.taggings.select_related("tag")),
        "notes": person.notes.count(),
        "follow_ups": person.follow_ups.filter(done_at=None).count(),
        "lost": [purposes.label_of(key, person.site_id) for key in lost(person, other)],
    }
