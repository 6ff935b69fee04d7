"""One import, from its columns to its report: every step is a POST with its own address."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView
from wagtail.log_actions import log

from hustings_signup import purposes
from hustings_signup.importing import (
    asking,
    checking,
    counts,
    progress,
    tagwords,
    undoing,
    values,
)
from hustings_signup.importing.labels import left_out_label, reason_label
from hustings_signup.importing.tagwords import Kind
from hustings_signup.models import ImportBatch, ImportResult, ImportRow, PeoplePermission
from hustings_signup.staff.imports.forms import ColumnsForm, ConfirmForm, TagsForm
from hustings_signup.staff.views import PeopleMixin

State = ImportBatch.State
BUSY = (State.CHECKING, State.QUEUED, State.UNDOING)
PREVIEWED = 10
#: About five seconds on an ordinary machine (docs/benchmarks.md); a form waits 20 at most.
NOTICED_ROWS = 5000


@method_decorator(never_cache, name="dispatch")
class BatchMixin(PeopleMixin):
    """Finds the import among the sites of the permission; any other is a 404."""

    permission = PeoplePermission.IMPORT
    header_icon = "upload"
    kwargs: dict[str, Any]

    @cached_property
    def batch(self) -> ImportBatch:
        """The import of the address."""
        found = ImportBatch.objects.select_related("site").filter(site__in=self.site_ids)
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        """Its number."""
        return str(self.batch)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("hustings_imports:index"), "label": gettext("Imports")},
            {
                "url": reverse("hustings_imports:batch", args=[self.batch.pk]),
                "label": str(self.batch),
            },
        ]

    def note(self, action: str) -> None:
        """Into the log: who did what with which import."""
        log(instance=self.batch, action=f"hustings_signup.{action}", user=self.request.user)


class ColumnsView(BatchMixin, FormView):
    """What each column becomes, beside the first rows; saving leads to the tags, or starts the
    dry run."""

    form_class = ColumnsForm
    template_name = "hustings_signup/admin/import_columns.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only before it runs."""
        if self.batch.state not in checking.OPEN:
            return redirect("hustings_imports:batch", self.batch.pk)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The columns of this file."""
        return super().get_form_kwargs() | {"batch": self.batch}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the first rows of the first file."""
        rows = ImportRow.objects.filter(batch=self.batch, section=0).exclude(cells="")
        samples = [values.unpack(row.cells) for row in rows.order_by("number")[:PREVIEWED]]
        form = kwargs.get("form") or self.get_form()
        names = self.batch.sections[0]["columns"]
        examples = {
            name: [row[i][:40] for row in islice(samples, 3) if row[i]]
            for i, name in enumerate(names)
        }
        return super().get_context_data(**kwargs) | {
            "batch": self.batch,
            "columns": [
                (form[f"column_{i}"], examples.get(name, [])) for i, name in enumerate(form.columns)
            ],
            "names": names,
            "samples": samples,
            "purpose": purposes.label_of(self.batch.purpose, self.batch.site_id),
        }

    def form_valid(self, form: ColumnsForm) -> HttpResponse:
        """Keep; with tags to choose from, on to those, else weigh every row."""
        if not form.save():
            return self.form_invalid(form)
        self.batch.refresh_from_db()
        if self.batch.tags_found:
            return redirect("hustings_imports:tags", self.batch.pk)
        checking.start_check(batch=self.batch)
        self.note("import_check")
        return redirect("hustings_imports:batch", self.batch.pk)


class TagsView(BatchMixin, FormView):
    """Which tags of the file are put on people; saving starts the dry run."""

    form_class = TagsForm
    template_name = "hustings_signup/admin/import_tags.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only before it runs, and with tags to choose from."""
        if self.batch.state not in checking.OPEN or not self.batch.tags_found:
            return redirect("hustings_imports:batch", self.batch.pk)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The tags of this file."""
        return super().get_form_kwargs() | {"batch": self.batch}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds what cannot be chosen, by name."""
        found = tagwords.found_in(self.batch)
        many = [tag for tag in found if tag.kind in (Kind.WORD, Kind.CARE)]
        return super().get_context_data(**kwargs) | {
            "batch": self.batch,
            "never": [tag for tag in found if tag.kind is Kind.NEVER],
            "unusable": [tag for tag in found if tag.kind is Kind.UNUSABLE],
            "more_count": max(0, len(many) - tagwords.OFFERED),
        }

    def form_valid(self, form: TagsForm) -> HttpResponse:
        """Keep, then weigh every row."""
        if not form.save():
            return self.form_invalid(form)
        checking.start_check(batch=self.batch)
        self.note("import_check")
        return redirect("hustings_imports:batch", self.batch.pk)


class BatchView(BatchMixin, TemplateView):
    """Where it stands, and what can be done now."""

    template_name = "hustings_signup/admin/import_batch.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without columns chosen there is nothing to show."""
        if self.batch.state == State.READ:
            return redirect("hustings_imports:columns", self.batch.pk)
        response = super().get(request, *args, **kwargs)
        if self.batch.state in BUSY:
            response["Refresh"] = "3"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Counts in words."""
        batch = self.batch
        return super().get_context_data(**kwargs) | batch_context(batch) | {
            "is_for_a_colleague": asking.is_for_a_colleague(batch, self.request.user),
            # SQLite has one writer at a time, and an import is one transaction.
            "do_forms_wait": connection.vendor == "sqlite" and batch.rows_count > NOTICED_ROWS,
            "confirm_form": kwargs.get("confirm_form") or ConfirmForm(),
        }  # fmt: skip


def batch_context(batch: ImportBatch) -> dict[str, Any]:
    """What the page of an import shows."""
    asks = batch.asks.all()
    return {
        "batch": batch,
        "is_busy": batch.state in BUSY,
        "percent": progress.percent(batch),
        "purpose": purposes.label_of(batch.purpose, batch.site_id),
        "people": counts.people(batch),
        "lines": _lines(batch),
        "grades": sorted(batch.counts.get("grades", {}).items()),
        "added": batch.counts.get("added", {}),
        "left_out": [
            (left_out_label(code), number)
            for code, number in sorted(batch.counts.get("left_out", {}).items())
        ],
        "is_undoable": undoing.is_undoable(batch),
        "untold_count": batch.results.filter(tell_at__isnull=False).count(),
        "waiting_count": asks.filter(asked_at=None).count(),
        "asked_count": asks.exclude(asked_at=None).count(),
    }


def _lines(batch: ImportBatch) -> list[dict[str, Any]]:
    """One line per outcome with its reasons, in the order of the outcomes."""
    found = []
    reasons = batch.counts.get("reasons", {})
    for outcome, number in batch.counts.get("outcomes", {}).items():
        why = [
            (reason_label(key.partition(".")[2]), count)
            for key, count in sorted(reasons.items(), key=lambda item: -item[1])
            if key.startswith(f"{outcome}.") and key.partition(".")[2]
        ]
        found.append({"outcome": outcome, "label": _label(outcome), "number": number, "why": why})
    order = ImportResult.Outcome.values
    return sorted(found, key=lambda line: order.index(line["outcome"]))


def _label(outcome: str) -> str:
    return str(ImportResult.Outcome(outcome).label)


#: Used by the screens that only act.
TOO_LATE = _("This was done already, or is no longer possible.")
