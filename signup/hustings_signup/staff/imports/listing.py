"""The imports of a site, and the upload of a new file."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from hustings_signup.importing.errors import Unreadable
from hustings_signup.importing.uploading import upload
from hustings_signup.models import ImportBatch, PeoplePermission
from hustings_signup.staff import columns
from hustings_signup.staff.imports.forms import UploadForm
from hustings_signup.staff.views import PeopleMixin


class ImportIndexView(PeopleMixin, BaseListingView):
    """No person: files, states and counts."""

    permission = PeoplePermission.IMPORT
    model = ImportBatch
    page_title = _("Imports")
    nothing_here = _(
        "No file was imported yet. A file is read and counted before anything is kept."
    )
    header_icon = "upload"
    index_url_name = "hustings_imports:index"
    paginate_by = 50
    template_name = "hustings_signup/admin/listing.html"
    results_template_name = "hustings_signup/admin/plain_results.html"
    table_classname = "listing hustings-listing"
    columns = [
        TitleColumn(
            "number",
            label=pgettext_lazy("noun", "Import"),
            accessor=str,
            get_url=lambda row: reverse("hustings_imports:batch", args=[row.pk]),
        ),
        columns.Moment("created_at", label=_("Uploaded")),
        columns.Cell("user_name", label=_("Who")),
        columns.Cell("format", label=_("Format"), accessor="get_format_display"),
        columns.Cell("origin", label=_("Where from")),
        columns.Number("rows_count", label=_("Rows")),
        columns.Cell("state", label=_("State"), accessor="get_state_display"),
        columns.Cell("site", label=_("Site"), accessor=columns.site_name),
    ]

    def get_base_queryset(self) -> QuerySet[ImportBatch]:
        """Of the user's sites."""
        return ImportBatch.objects.filter(site__in=self.site_ids).select_related("site")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Begin a new one."""
        url = reverse("hustings_imports:upload")
        return [HeaderButton(gettext("Import a file"), url=url, icon_name="upload")]


class UploadView(PeopleMixin, FormView):
    """Reads the file into waiting rows; nobody is imported by it."""

    permission = PeoplePermission.IMPORT
    form_class = UploadForm
    template_name = "hustings_signup/admin/import_upload.html"
    page_title = _("Import a file")
    header_icon = "upload"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The sites one may import for."""
        return super().get_form_kwargs() | {
            "sites": self.sites,
            "initial": {"locale": (get_language() or "fr")[:2]},
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("hustings_imports:index"), "label": gettext("Imports")},
            {"url": "", "label": self.get_page_title()},
        ]

    def form_valid(self, form: UploadForm) -> HttpResponse:
        """On to the columns; a file that is none is refused in words."""
        cleaned = form.cleaned_data
        user = cast(User, self.request.user)
        try:
            batch = upload(
                site=cleaned["site"],
                user=user,
                user_name=user.get_username(),
                files=[(file.name, file.file) for file in cleaned["people_file"]],
                purpose=cleaned["purpose"],
                locale=cleaned["locale"],
                origin=cleaned["origin"],
            )
        except Unreadable as error:
            form.add_error("people_file", error.message)
            return self.form_invalid(form)
        log(instance=batch, action="hustings_signup.import_upload", user=user)
        return redirect("hustings_imports:columns", batch.pk)
