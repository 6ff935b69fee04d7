"""The companies that work for a campaign: declared, corrected, ended; and what notices lack."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log
from wagtail.models import Site

from hustings_signup import processors, services
from hustings_signup.models import PeoplePermission, ProcessorEntry
from hustings_signup.openness import parties
from hustings_signup.processors import Service
from hustings_signup.staff import columns
from hustings_signup.staff.sites import name_of
from hustings_signup.staff.views import PeopleMixin

INDEX = "hustings_processors:index"


class ProcessorIndexView(PeopleMixin, BaseListingView):
    """Live ones first; below the heading what is not declared yet and what notices lack."""

    permission = PeoplePermission.PROCESSORS
    model = ProcessorEntry
    page_title = _("Processors")
    header_icon = "group"
    index_url_name = INDEX
    template_name = "hustings_signup/admin/processors.html"
    results_template_name = "hustings_signup/admin/plain_results.html"
    nothing_here = _("No company is declared yet: begin with the one that hosts this site.")
    table_classname = "listing hustings-listing"
    paginate_by = 100

    @cached_property
    def columns(self) -> list[Column]:
        """The last one ends an entry."""
        return [
            TitleColumn("name", label=_("Name"), accessor="label", get_url=_edit_url),
            columns.Cell("purpose", label=_("What for")),
            columns.Cell("abroad", label=_("Outside the Union"), accessor=_abroad),
            columns.Cell("safeguard", label=_("Contract or safeguard")),
            columns.Cell("since_on", label=_("Since"), accessor=_since),
            columns.Cell("declared_by", label=_("Declared by")),
            columns.Cell("site", label=_("Site"), accessor=columns.site_name),
            columns.PostButtonColumn("end", label=_("Action"), text=_("It has ended"), url=_end),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Any other company, for each site."""
        return [
            HeaderButton(
                _("Declare a company")
                if len(self.sites) == 1
                else gettext("Declare a company: %(site)s") % {"site": name_of(site)},
                url=reverse("hustings_processors:add", args=[site.pk]),
                icon_name="plus",
            )
            for site in self.sites
        ]

    def get_base_queryset(self) -> QuerySet[ProcessorEntry]:
        """Of the user's sites; ended ones last."""
        found = ProcessorEntry.objects.filter(site__in=self.site_ids)
        return found.select_related("site", "declared_by").order_by(
            F("ended_on").desc(nulls_first=True), "name", "pk"
        )

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds, for each site, the services without an entry and the differences."""
        parts = [
            {
                "name": name_of(site) if len(self.sites) > 1 else "",
                "missing": _missing(site),
                "differences": parties.differences(site),
            }
            for site in self.sites
        ]
        return super().get_context_data(*args, **kwargs) | {"parts": parts}


class ProcessorForm(forms.ModelForm):
    """What an entry says."""

    class Meta:
        model = ProcessorEntry
        fields = ("name", "country", "is_outside_eu", "purpose", "safeguard", "since_on")
        widgets = {"since_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class ProcessorEditView(PeopleMixin, FormView):
    """Declares one, or corrects the words of a live one; both are logged."""

    permission = PeoplePermission.PROCESSORS
    form_class = ProcessorForm
    template_name = "hustings_signup/admin/processor.html"
    header_icon = "group"
    kwargs: dict[str, Any]

    @cached_property
    def entry(self) -> ProcessorEntry:
        """The live one of the address, or a new one for the site of the address."""
        if "pk" in self.kwargs:
            mine = ProcessorEntry.objects.filter(site__in=self.site_ids, ended_on=None)
            return get_object_or_404(mine.select_related("site"), pk=self.kwargs["pk"])
        site = get_object_or_404(Site, pk=self.kwargs["site_id"], pk__in=self.site_ids)
        known = self.service
        if known is None:
            return ProcessorEntry(site=site)
        return ProcessorEntry(
            site=site,
            key=known.key,
            name=known.name,
            country=str(known.country),
            is_outside_eu=known.is_outside_eu,
            purpose=str(known.purpose),
            safeguard=str(known.safeguard),
        )

    @cached_property
    def service(self) -> Service | None:
        """The one asked for by `?service=`; None for any other company."""
        return processors.get(self.request.GET.get("service", ""))

    def get_page_title(self) -> str:
        """Its name."""
        return self.entry.name or gettext("Declare a company")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(INDEX), "label": gettext("Processors")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form shows the entry."""
        return super().get_form_kwargs() | {"instance": self.entry}

    def form_valid(self, form: ProcessorForm) -> HttpResponse:
        """The service has the last word; what it refuses is said at the field."""
        said = form.cleaned_data
        is_new = self.entry.pk is None
        try:
            with transaction.atomic():
                if is_new:
                    saved = services.declare_processor(
                        site=self.entry.site, key=self.entry.key, by=self.request.user, **said
                    )
                else:
                    saved = services.correct_processor(entry=self.entry, **said)
                log(
                    instance=saved,
                    action="hustings_signup.declare_processor",
                    user=self.request.user,
                    data={"name": saved.label, "is_new": is_new},
                )
        except ValidationError as error:
            for name, found in error.message_dict.items():
                form.add_error(name if name in form.fields else None, found)
            return self.form_invalid(form)
        messages.success(self.request, gettext("Saved. The public page says so at once."))
        return redirect(INDEX)


class ProcessorEndView(PeopleMixin, View):
    """POST ends an entry: its service is not used any more from that moment."""

    permission = PeoplePermission.PROCESSORS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Nothing changes on GET."""
        return redirect(INDEX)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ending twice is ending once."""
        entry = get_object_or_404(ProcessorEntry.objects.filter(site__in=self.site_ids), pk=pk)
        with transaction.atomic():
            if services.end_processor(entry=entry):
                log(
                    instance=entry,
                    action="hustings_signup.end_processor",
                    user=request.user,
                    data={"name": entry.label},
                )
        messages.success(request, gettext("Ended. Whatever used this service stops using it."))
        return redirect(INDEX)


def _missing(site: Site) -> list[tuple[Service, str]]:
    known = {entry.key for entry in processors.declared(site.pk)}
    url = reverse("hustings_processors:add", args=[site.pk])
    return [
        (service, f"{url}?service={service.key}")
        for service in processors.registered()
        if service.key not in known
    ]


def _edit_url(entry: ProcessorEntry) -> str | None:
    return None if entry.ended_on else reverse("hustings_processors:edit", args=[entry.pk])


def _end(entry: ProcessorEntry) -> str | None:
    return None if entry.ended_on else reverse("hustings_processors:end", args=[entry.pk])


def _abroad(entry: ProcessorEntry) -> str:
    return gettext("yes") if entry.is_outside_eu else gettext("no")


def _since(entry: ProcessorEntry) -> str:
    days = [day for day in (entry.since_on, entry.ended_on) if day]
    return " – ".join(date_format(day, "SHORT_DATE_FORMAT") for day in days)
