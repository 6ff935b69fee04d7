"""The register of processing and the report on a breach, on screen for data officers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.models import Site

from hustings_signup.duties import breach, processing, writing
from hustings_signup.models import PeoplePermission
from hustings_signup.staff.views import PeopleMixin

TYPES = {"html": "text/html", "csv": "text/csv", "markdown": "text/markdown"}


class DutyMixin(PeopleMixin):
    """A report about one of the user's sites: `?site=`, or the first."""

    permission = PeoplePermission.REGISTER
    header_icon = "clipboard-list"

    @cached_property
    def site(self) -> Site:
        """404 for a site the user does not work for."""
        wanted = self.request.GET.get("site") or str(self.sites[0].pk)
        for site in self.sites:
            if str(site.pk) == wanted:
                return site
        raise Http404

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the choice of sites."""
        return super().get_context_data(**kwargs) | {"site": self.site, "sites": self.sites}


class RegisterView(DutyMixin, TemplateView):
    """Art. 30; `?as=csv` hands out a file, `?language=` its language."""

    template_name = "hustings_signup/admin/register.html"
    page_title = _("Register of processing")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The screen, or a file."""
        wanted = request.GET.get("as", "")
        if wanted not in writing.FORMATS:
            return super().get(request, *args, **kwargs)
        language = request.GET.get("language") or get_language() or ""
        with override(language):
            text = writing.FORMATS[wanted](processing.register(self.site, language))
        response = HttpResponse(text, content_type=f"{TYPES[wanted]}; charset=utf-8")
        ending = "md" if wanted == "markdown" else wanted
        name = f"register-{self.site.hostname}-{timezone.localdate().isoformat()}.{ending}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the register in the reader's language."""
        language = get_language() or ""
        return super().get_context_data(**kwargs) | {
            "register": processing.register(self.site, language),
            "formats": list(writing.FORMATS),
            "language": language,
        }


class SinceForm(forms.Form):
    """From when; and when the campaign learnt of it."""

    since = forms.DateTimeField(
        label=_("Since"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    aware = forms.DateTimeField(
        label=_("Learnt of it"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("The 72 hours begin then; now, if left empty."),
    )


class BreachView(DutyMixin, TemplateView):
    """Art. 33: counts what was reached; shows nobody."""

    template_name = "hustings_signup/admin/breach.html"
    page_title = _("Report on a breach")
    header_icon = "warning"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and the report once a moment is given."""
        form = SinceForm(self.request.GET if "since" in self.request.GET else None)
        found = None
        if form.is_bound and form.is_valid():
            told = form.cleaned_data
            found = breach.report(self.site, told["since"], aware=told["aware"])
        return super().get_context_data(**kwargs) | {"form": form, "report": found}
