"""People erased since a file was exported: whoever holds the file deletes them from it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseListingView

from hustings_signup.erasure import recalls
from hustings_signup.models import ExportRecall, PeoplePermission
from hustings_signup.staff import columns
from hustings_signup.staff.views import PeopleMixin


class RecallView(PeopleMixin, BaseListingView):
    """Numbers as they stand in the file; never a name."""

    permission = PeoplePermission.EXPORT
    model = ExportRecall
    page_title = _("Delete from exports")
    nothing_here = _(
        "Nothing to delete. When a person is erased who stands in an exported file, whoever made "
        "the file finds their number here."
    )
    header_icon = "bin"
    index_url_name = "hustings_recalls:index"
    paginate_by = 50
    template_name = "hustings_signup/admin/listing.html"
    results_template_name = "hustings_signup/admin/plain_results.html"
    table_classname = "listing hustings-listing"
    columns = [
        columns.Number("supporter_number", label=_("Person no.")),
        columns.Cell("export", label=_("Export"), accessor=lambda row: str(row.export)),
        columns.Moment("exported_at", label=_("Exported"), accessor="export.started_at"),
        columns.Cell("user_name", label=_("Who"), accessor="export.user_name"),
        columns.Moment("created_at", label=_("Erased")),
        columns.PostButtonColumn(
            "done",
            label=_("Action"),
            text=_("Deleted from the file"),
            url=lambda row: reverse("hustings_recalls:done", args=[row.export_id]),
        ),
    ]

    def get_base_queryset(self) -> QuerySet[ExportRecall]:
        """Open ones of the user's sites."""
        return recalls.open_recalls(self.site_ids)


class SettleView(PeopleMixin, View):
    """The POST says that a file holds none of them any more."""

    permission = PeoplePermission.EXPORT

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Nothing changes on GET."""
        return redirect("hustings_recalls:index")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All lines of one file at once: they are deleted together."""
        done = recalls.settle(recalls.open_recalls(self.site_ids).filter(export=pk))
        if done:
            words = ngettext(
                "%(count)d person noted as deleted from this file.",
                "%(count)d people noted as deleted from this file.",
                done,
            )
            messages.success(request, words % {"count": done})
        else:
            messages.warning(request, gettext("Nothing was left to do for this file."))
        return redirect("hustings_recalls:index")
