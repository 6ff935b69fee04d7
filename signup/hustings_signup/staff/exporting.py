"""The export screen, and the list of the exports that were made."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.models import Site

from hustings_home import spreadsheets
from hustings_signup import exports
from hustings_signup.models import ExportRecord, PeoplePermission, Subscription, Supporter
from hustings_signup.staff import columns, export_words, paging
from hustings_signup.staff.export_form import ExportForm
from hustings_signup.staff.filters import SupporterFilterSet, described
from hustings_signup.staff.fresh_password import KEPT_AS, FreshPasswordMixin
from hustings_signup.staff.search import search
from hustings_signup.staff.views import PeopleMixin

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportView(FreshPasswordMixin, PeopleMixin, FormView):
    """GET asks, POST answers with the file. The filters come from the list, in the address."""

    permission = PeoplePermission.EXPORT
    form_class = ExportForm
    template_name = "hustings_signup/admin/export.html"
    page_title = _("Export")
    header_icon = "download"

    @cached_property
    def filterset(self) -> SupporterFilterSet:
        """The same filters as the list."""
        return SupporterFilterSet(self.request.GET, request=self.request)

    @cached_property
    def query(self) -> str:
        """The words of the list's search box."""
        return self.request.GET.get("q", "")[:200]

    def people(self, sites: list[Site]) -> QuerySet[Supporter]:
        """Whom the filters leave, of these sites; nobody when a filter makes no sense."""
        site_ids = [site.pk for site in sites]
        found = Supporter.objects.filter(site__in=site_ids)
        if not self.filterset.is_valid() or self.filterset.is_looking_only:
            return found.none()
        return search(self.filterset.filter_queryset(found), self.query, site_ids=site_ids)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form knows who asks, and for which sites."""
        return super().get_form_kwargs() | {"sites": self.sites}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list, which keeps its filters."""
        back = reverse("hustings_people:index") + paging.without_cursor(self.request.GET)
        return [
            *self.breadcrumbs_items,
            {"url": back, "label": gettext("Supporters")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How many, and which filters."""
        chosen = described(self.filterset) if self.filterset.is_valid() else []
        return super().get_context_data(**kwargs) | {
            "total": self.people(self.sites).count(),
            "is_looking_only": self.filterset.is_valid() and self.filterset.is_looking_only,
            "chosen_filters": chosen,
            "searched_for": self.query,
            "is_everybody": not (chosen or self.query),
            "is_ready_to_write": self.is_ready_to_write(),
            "is_by_tag": bool(self.request.GET.get("tag")),
        }

    def is_ready_to_write(self) -> bool:
        """Whether the filters leave only people with a consent in force for one purpose."""
        if not self.filterset.is_valid():
            return False
        chosen = self.filterset.form.cleaned_data
        if chosen["tag"]:  # tags never select recipients (consent.md R16)
            return False
        return bool(chosen["purpose"]) and chosen["state"] == Subscription.State.ACTIVE

    def form_valid(self, form: ExportForm) -> HttpResponseBase:  # type: ignore[override]
        """The audit row first, then the file."""
        self.request.session.pop(KEPT_AS, None)
        site, file_format = form.cleaned_data["site"], form.cleaned_data["format"]
        people = self.people([site])
        count = people.count()
        if file_format == ExportRecord.Format.XLSX and count > exports.XLSX_LIMIT:
            form.add_error("format", _("Too many people for a spreadsheet: choose the CSV."))
            return self.form_invalid(form)
        chosen = exports.chosen_columns(form.cleaned_data["columns"], site.pk)
        record = exports.start(
            site=site,
            user=cast(User, self.request.user),
            purpose_text=form.cleaned_data["purpose_text"],
            file_format=file_format,
            chosen=chosen,
            filters=self.kept_filters(),
            count=count,
        )
        return self.file(record, chosen, people)

    def kept_filters(self) -> dict[str, str]:
        """For the audit row: the filters, but never the words somebody searched for."""
        names = [name for name in self.filterset.form.changed_data if name != "site"]
        data = self.filterset.form.data
        kept = {
            key: data[key]
            for key in data
            if data[key] and any(key == name or key.startswith(f"{name}_") for name in names)
        }
        return kept | ({"q": "…"} if self.query else {})

    def file(
        self,
        record: ExportRecord,
        chosen: list[exports.ExportColumn],
        people: QuerySet[Supporter],
    ) -> HttpResponseBase:
        """CSV streams; a spreadsheet is built in a temporary file first."""
        header = [str(column.label) for column in chosen]
        left_out = exports.LeftOut()
        kind = CONTENT_TYPES[record.format]
        response: HttpResponseBase
        if record.format == ExportRecord.Format.CSV:
            lines = exports.csv_lines(people, chosen, site_id=record.site_id, left_out=left_out)
            response = StreamingHttpResponse(
                spreadsheets.csv_lines(header, exports.audited(record, lines, left_out)),
                content_type=kind,
            )
        else:
            rows = exports.rows(people, chosen, site_id=record.site_id, left_out=left_out)
            cells = exports.audited(record, rows, left_out)
            built = spreadsheets.xlsx_file(header, cells, title=gettext("Supporters"))
            response = FileResponse(built, content_type=kind)
        day = timezone.localdate().isoformat()
        name = f"{record.site.hostname}-{day}-{record.pk}.{record.format}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "no-store"
        return response


class ExportRecordView(PeopleMixin, BaseListingView):
    """Every export of the user's sites: who, when, what for, how many."""

    permission = PeoplePermission.EXPORT
    model = ExportRecord
    page_title = _("Exports")
    nothing_here = _(
        "Nobody has exported anything yet. An export begins on the list of supporters."
    )
    header_icon = "download"
    index_url_name = "hustings_exports:index"
    paginate_by = 50
    template_name = "hustings_signup/admin/listing.html"
    results_template_name = "hustings_signup/admin/plain_results.html"
    table_classname = "listing hustings-listing"

    @cached_property
    def columns(self) -> list[Column]:
        """The headings of the files are asked for once."""
        headings = export_words.headings(self.site_ids)
        return [
            columns.Moment("started_at", label=_("When")),
            columns.Cell("user_name", label=_("Who")),
            columns.Cell("purpose_text", label=_("What for")),
            columns.Number("rows", label=_("People")),
            columns.Number("left_out", label=_("Without a legal ground")),
            columns.Cell("format", label=_("Format")),
            columns.Cell("columns", label=_("Columns"), accessor=headings),
            columns.Cell("filters", label=_("Filters"), accessor=export_words.filters),
            columns.Cell("finished", label=_("Complete"), accessor=lambda row: _complete(row)),
            columns.Cell("site", label=_("Site"), accessor=columns.site_name),
        ]

    def get_base_queryset(self) -> QuerySet[ExportRecord]:
        """Of the user's sites."""
        return ExportRecord.objects.filter(site__in=self.site_ids).select_related("site")


def _complete(record: ExportRecord) -> str:
    return gettext("yes") if record.finished_at else gettext("no")
