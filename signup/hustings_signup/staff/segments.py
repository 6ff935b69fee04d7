"""The screens of saved segments: which there are, and the groups of rows of one of them."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Site

from hustings_signup import purposes, segments, services
from hustings_signup.models import PeoplePermission, Segment
from hustings_signup.segments.query import roomy
from hustings_signup.segments.recipients import is_targeting
from hustings_signup.segments.tree import Group
from hustings_signup.staff import columns, segment_draft
from hustings_signup.staff.segment_choices import offered
from hustings_signup.staff.sites import name_of
from hustings_signup.staff.views import PeopleMixin


class SegmentIndexView(PeopleMixin, BaseListingView):
    """Every segment of the user's sites."""

    permission = PeoplePermission.RELATE
    model = Segment
    page_title = _("Segments")
    header_icon = "list-ul"
    index_url_name = "hustings_segments:index"
    paginate_by = 50
    template_name = "hustings_signup/admin/listing.html"
    results_template_name = "hustings_signup/admin/segments_results.html"
    table_classname = "listing hustings-listing"

    @cached_property
    def columns(self) -> list[Any]:
        """Name first; the site when there are several."""
        shown: list[Any] = [
            TitleColumn(
                "name",
                label=_("Name"),
                get_url=lambda row: reverse("hustings_segments:edit", args=[row.pk]),
            ),
            columns.Cell("purpose", label=_("Purpose"), accessor=_purpose),
            columns.Moment("changed_at", label=_("Changed")),
        ]
        if len(self.sites) > 1:
            shown.append(columns.Cell("site", label=_("Site"), accessor=columns.site_name))
        return shown

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """A new one, for each site."""
        return [
            HeaderButton(
                _("New segment")
                if len(self.sites) == 1
                else gettext("New segment: %(site)s") % {"site": name_of(site)},
                url=reverse("hustings_segments:add", args=[site.pk]),
                icon_name="plus",
            )
            for site in self.sites
        ]

    def get_base_queryset(self) -> QuerySet[Segment]:
        """Of the user's sites."""
        return Segment.objects.filter(site__in=self.site_ids).select_related("site")


def _purpose(segment: Segment) -> str:
    if not segment.purpose:
        return gettext("only for looking")
    return purposes.label_of(segment.purpose, segment.site_id)


NAME_TAKEN = _("Another segment has this name.")


class SegmentForm(forms.Form):
    """What a segment is called and for which purpose; the rows are read apart."""

    purpose = forms.ChoiceField(
        label=_("Purpose"),
        required=False,
        help_text=_("Choose it first: only people with a consent in force for it are found. "
                    "Without one the segment is only for looking: nobody in it is exported or "
                    "written to."),
    )  # fmt: skip
    name = forms.CharField(label=_("Name"), max_length=80)

    def __init__(self, *args: Any, segment: Segment, **kwargs: Any) -> None:
        self.segment = segment
        super().__init__(*args, **kwargs)
        lists = [
            (purpose.key, purpose.label) for purpose in purposes.list_purposes([segment.site_id])
        ]
        known = cast(forms.ChoiceField, self.fields["purpose"])
        known.choices = [("", _("Only for looking")), *lists]

    def clean_name(self) -> str:
        """Each name once per site."""
        name = " ".join(self.cleaned_data["name"].split())
        others = Segment.objects.filter(site=self.segment.site, name=name)
        if others.exclude(pk=self.segment.pk).exists():
            raise forms.ValidationError(NAME_TAKEN)
        return name


class SegmentEditView(PeopleMixin, TemplateView):
    """GET shows, POST adds or removes a row, counts, or saves."""

    permission = PeoplePermission.RELATE
    template_name = "hustings_signup/admin/segment.html"
    header_icon = "list-ul"

    @cached_property
    def segment(self) -> Segment:
        """The one of the address, or a new one for the site of the address."""
        if "pk" in self.kwargs:
            mine = Segment.objects.filter(site__in=self.site_ids).select_related("site")
            return get_object_or_404(mine, pk=self.kwargs["pk"])
        mine_sites = Site.objects.filter(pk__in=self.site_ids)
        return Segment(site=get_object_or_404(mine_sites, pk=self.kwargs["site_id"]))

    def get_page_title(self) -> str:
        """Its name."""
        return self.segment.name or gettext("New segment")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("hustings_segments:index"), "label": gettext("Segments")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What is stored, and how many people it finds now."""
        segment = self.segment
        form = SegmentForm(
            initial={"name": segment.name, "purpose": segment.purpose}, segment=segment
        )
        try:
            tree = segments.parse(segment.tree)
        except segments.BadTree as error:
            tree = Group()
            messages.error(request, str(error))
        return self.shown(form, segment_draft.of(tree), tree if segment.pk else None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One button at a time; only "save" writes."""
        draft = segment_draft.read(request.POST)
        asked = request.POST.get("do", "")
        if segment_draft.change(draft, asked, request.POST):
            form = SegmentForm(initial=request.POST.dict(), segment=self.segment)
            return self.shown(form, draft, None)
        form = SegmentForm(request.POST, segment=self.segment)
        tree = segment_draft.checked(draft)
        if asked == "save" and tree is not None:
            saved = self._save(form, tree)
            if saved is not None:
                messages.success(request, gettext("Segment saved."))
                return redirect("hustings_segments:edit", saved.pk)
        if asked != "save":
            form = SegmentForm(initial=request.POST.dict(), segment=self.segment)
        return self.shown(form, draft, tree)

    def _save(self, form: SegmentForm, tree: Group) -> Segment | None:
        """Stored, now or by a first press of the same button; None when the form says why not."""
        if form.is_valid():
            try:
                return services.save_segment(
                    segment=self.segment,
                    name=form.cleaned_data["name"],
                    purpose=form.cleaned_data["purpose"],
                    tree=tree,
                    user=cast(User, self.request.user),
                )
            except IntegrityError:  # somebody was faster, perhaps this very person
                form.add_error("name", NAME_TAKEN)
        if "pk" in self.kwargs or set(form.errors) != {"name"}:
            return None
        mine = Segment.objects.filter(
            site=self.segment.site,
            name=" ".join(form["name"].value().split()),
            purpose=form["purpose"].value() or "",
            made_by=cast(User, self.request.user),
        ).first()
        return mine if mine and mine.tree == tree.dump() else None

    def shown(
        self, form: SegmentForm, draft: segment_draft.Node, tree: Group | None
    ) -> HttpResponse:
        """The page; with the count when there is a tree that makes sense."""
        purpose = str(form["purpose"].value() or "")
        if purpose not in dict(cast(Any, form.fields["purpose"]).choices):
            purpose = ""
        context = self.get_context_data(
            form=form,
            draft=draft,
            offered=offered(self.segment.site_id),
            has_errors=form.errors or any(node.error for node in draft.walk()),
            segment=self.segment,
        )
        if tree is not None:
            found = segments.matching(tree, site_id=self.segment.site_id, purpose=purpose)
            with roomy():
                context["total"] = found.count()
            context["narrows"] = bool(purpose) and is_targeting(tree)
            context["has_purpose"] = bool(purpose)
        return self.render_to_response(context)


class SegmentDeleteView(SegmentEditView):
    """GET asks, POST deletes the question; the people stay."""

    template_name = "hustings_signup/admin/segment_delete.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Names it."""
        return self.render_to_response(self.get_context_data(segment=self.segment))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Gone."""
        services.delete_segment(segment=self.segment)
        messages.success(request, gettext("Segment deleted."))
        return redirect("hustings_segments:index")
