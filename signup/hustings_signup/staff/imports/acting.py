"""The presses on the page of an import: run, let be asked, undo, throw away; and the report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages

from hustings_home import spreadsheets
from hustings_signup.importing import asking, running, undoing, upkeep
from hustings_signup.importing.labels import left_out_label, reason_label
from hustings_signup.models import ImportBatch, ImportResult
from hustings_signup.staff.fresh_password import KEPT_AS, FreshPasswordForm, FreshPasswordMixin
from hustings_signup.staff.imports.batch import TOO_LATE, BatchMixin, BatchView, batch_context
from hustings_signup.staff.imports.forms import ConfirmForm

FOR_A_COLLEAGUE = _(
    "Another data officer of this site has to let them be asked: whoever imported cannot."
)
NOT_RELEASABLE = {
    "own": FOR_A_COLLEAGUE,
    "done": TOO_LATE,
    "nobody": _("Nobody of this import is to be asked."),
    "notice": _("No notice is published for this purpose: there are no words to ask with."),
}


class PressView(BatchMixin, View):
    """A GET goes to the page of the import and does nothing."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Nothing changes on GET."""
        return self.back()

    def back(self) -> HttpResponse:
        """To the page of the import."""
        return redirect("hustings_imports:batch", self.batch.pk)


class RunView(BatchView):
    """POST with the number of people starts the one import."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing changes on GET."""
        return redirect("hustings_imports:batch", self.batch.pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """A second press finds it started."""
        form = ConfirmForm(request.POST)
        if form.is_valid():
            try:
                if running.start(batch=self.batch, typed=form.cleaned_data["typed"]):
                    self.note("import_run")
                else:
                    messages.warning(request, TOO_LATE)
                return redirect("hustings_imports:batch", self.batch.pk)
            except running.WrongNumber:
                form.add_error("typed", _("This is not the number of people shown above."))
        return self.render_to_response(self.get_context_data(confirm_form=form))


class ReleaseAsksView(FreshPasswordMixin, BatchMixin, FormView):
    """GET says who gets what; POST with the password lets everybody of the import be asked once."""

    form_class = FreshPasswordForm
    template_name = "hustings_signup/admin/import_release.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How many wait."""
        return super().get_context_data(**kwargs) | batch_context(self.batch)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only where there is something to release, by this account."""
        batch = self.batch
        waits = batch.state == ImportBatch.State.DONE and batch.asks.exists()
        if batch.released_at or not waits or asking.is_for_a_colleague(batch, request.user):
            return redirect("hustings_imports:batch", batch.pk)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Says why when it cannot be."""
        self.request.session.pop(KEPT_AS, None)
        user = self.request.user
        try:
            count = asking.release(batch=self.batch, user=user, user_name=user.get_username())
        except asking.NotReleasable as error:
            messages.warning(self.request, NOT_RELEASABLE[error.code])
        else:
            self.note("import_release")
            messages.success(
                self.request, gettext("%(count)d people will be asked once.") % {"count": count}
            )
        return redirect("hustings_imports:batch", self.batch.pk)


class DiscardView(PressView):
    """POST throws away a file that was not imported."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Its rows are gone at once."""
        if upkeep.discard(batch=self.batch):
            self.note("import_discard")
            messages.success(request, _("Thrown away: nothing of the file is kept."))
        else:
            messages.warning(request, TOO_LATE)
        return self.back()


class UndoView(BatchMixin, TemplateView):
    """GET says what would go and what stays; POST undoes the whole batch."""

    template_name = "hustings_signup/admin/import_undo.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The counts of the import."""
        return super().get_context_data(**kwargs) | batch_context(self.batch)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A second press finds it started."""
        if undoing.start_undo(batch=self.batch):
            self.note("import_undo")
        else:
            messages.warning(request, TOO_LATE)
        return redirect("hustings_imports:batch", self.batch.pk)


class ReportView(BatchMixin, View):
    """Every row by its number with what became of it, and no word about a person."""

    def get(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """CSV, streamed."""
        header = [gettext("File"), gettext("Row"), gettext("Result"), gettext("Reason"), "A–D"]
        header.append(gettext("Left out of it"))
        response = StreamingHttpResponse(
            spreadsheets.csv_rows(header, self.lines()), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="import-{self.batch.pk}.csv"'
        response["Cache-Control"] = "no-store"
        return response

    def lines(self) -> Iterator[list[object]]:
        """In the order of the file; words are made before the language of the request is gone."""
        words = {key: str(label) for key, label in ImportResult.Outcome.choices}
        names = [section["name"] or str(i + 1) for i, section in enumerate(self.batch.sections)]
        rows = self.batch.results.order_by("pk").values_list(
            "section", "number", "outcome", "reason", "grade", "left_out"
        )
        reasons = {code: reason_label(code) for code in self.batch_reasons()}
        left = {code: left_out_label(code) for code in self.batch.counts.get("left_out", {})}
        return (
            [
                names[section],
                number,
                words[outcome],
                reasons.get(reason, reason),
                grade,
                "; ".join(left.get(code, code) for code in left_out.split(",") if code),
            ]
            for section, number, outcome, reason, grade, left_out in rows.iterator(chunk_size=2000)
        )

    def batch_reasons(self) -> set[str]:
        """The codes that occur."""
        return {key.partition(".")[2] for key in self.batch.counts.get("reasons", {})}
