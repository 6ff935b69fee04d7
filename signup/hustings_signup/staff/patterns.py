"""The allow and block lists: what stands on them, one more, one less."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from hustings_signup import guarding, services
from hustings_signup.models import ListedPattern, PeoplePermission
from hustings_signup.patterns import InvalidPattern, Pattern, parse_pattern
from hustings_signup.staff import columns
from hustings_signup.staff.guard_base import INDEX, GuardMixin
from hustings_signup.staff.sites import name_of
from hustings_signup.staff.views import PeopleMixin


class PatternIndexView(PeopleMixin, BaseListingView):
    """Both lists together; the way to pauses, limit and message stands above them."""

    permission = PeoplePermission.GUARD
    model = ListedPattern
    page_title = _("Guards of the forms")
    header_icon = "warning"
    index_url_name = INDEX
    template_name = "hustings_signup/admin/patterns.html"
    results_template_name = "hustings_signup/admin/plain_results.html"
    nothing_here = _("The lists are empty: nothing is held but what is over a limit.")
    table_classname = "listing hustings-listing"
    paginate_by = 100

    @cached_property
    def columns(self) -> list[Column]:
        """The last one takes it off."""
        return [
            columns.Cell("pattern", label=_("Pattern")),
            columns.Cell("verdict", label=_("What to do"), accessor="get_verdict_display"),
            columns.Cell("kind", label=_("Kind"), accessor="get_kind_display"),
            columns.Cell("note", label=_("Why")),
            columns.Moment("made_at", label=_("Since")),
            columns.Cell("made_by", label=_("By")),
            columns.Moment("ends_at", label=_("Until")),
            columns.Cell("site", label=_("Site"), accessor=columns.site_name),
            columns.PostButtonColumn(
                "remove",
                label=_("Action"),
                text=_("Take off the list"),
                url=lambda row: reverse("hustings_guards:remove", args=[row.pk]),
            ),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """For each site."""
        several = len(self.sites) > 1
        return [
            HeaderButton(
                f"{label}: {name_of(site)}" if several else label,
                url=reverse(f"hustings_guards:{route}", args=[site.pk]),
                icon_name=icon,
            )
            for site in self.sites
            for label, route, icon in (
                (gettext("New pattern"), "add", "plus"),
                (gettext("Pauses, limit, message"), "site", "cog"),
            )
        ]

    def get_base_queryset(self) -> QuerySet[ListedPattern]:
        """What holds now, of the user's sites."""
        found = ListedPattern.objects.filter(site__in=self.site_ids).filter(
            Q(ends_at=None) | Q(ends_at__gt=timezone.now())
        )
        return found.select_related("site", "made_by").order_by("site", "verdict", "pattern")


class PatternForm(forms.Form):
    """One pattern, in whatever form it is written."""

    verdict = forms.ChoiceField(
        label=_("What to do"), choices=ListedPattern.Verdict, widget=forms.RadioSelect
    )
    pattern = forms.CharField(
        label=_("Pattern"),
        help_text=_(
            "*@example.org for addresses, example.org for a domain and all below it, "
            "192.0.2.0/24 or 2001:db8::/32 for a network. * stands for any letters, ? for one."
        ),
    )
    note = forms.CharField(
        label=_("Why"), max_length=200, required=False, help_text=_("For your team.")
    )

    def clean_pattern(self) -> Pattern:
        """What it means; refused in words."""
        try:
            return parse_pattern(self.cleaned_data["pattern"])
        except InvalidPattern as error:
            raise ValidationError(str(error)) from None


class PatternAddView(GuardMixin, FormView):
    """ "Try" counts what it would have meant; "Save" puts it on the list."""

    form_class = PatternForm
    template_name = "hustings_signup/admin/pattern.html"
    page_title = _("New pattern")
    header_icon = "warning"
    initial = {"verdict": ListedPattern.Verdict.BLOCK}

    def form_valid(self, form: PatternForm) -> HttpResponse:
        """Nothing is written by "Try"."""
        pattern: Pattern = form.cleaned_data["pattern"]
        found, among = guarding.would_match(self.site.pk, pattern, at=timezone.now())
        said = ngettext(
            "%(pattern)s would have meant %(found)d of the %(among)d form of the last 30 days.",
            "%(pattern)s would have meant %(found)d of the %(among)d forms of the last 30 days.",
            among,
        ) % {"pattern": pattern.text, "found": found, "among": among}
        if "try" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, told=said))
        try:
            with transaction.atomic():
                listed = services.list_pattern(
                    site=self.site,
                    verdict=form.cleaned_data["verdict"],
                    raw=pattern.text,
                    note=form.cleaned_data["note"],
                    by=self.request.user,
                )
                log(
                    instance=listed,
                    action="hustings_signup.list_pattern",
                    user=self.request.user,
                    data={"verdict": listed.verdict, "kind": listed.kind},
                )
        except ValidationError as error:
            form.add_error("pattern", error.messages)
            return self.form_invalid(form)
        messages.success(self.request, gettext("Saved; it holds from the next form on. ") + said)
        return redirect(INDEX)


class PatternRemoveView(PeopleMixin, View):
    """POST takes a pattern off its list."""

    permission = PeoplePermission.GUARD

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Nothing changes on GET."""
        return redirect(INDEX)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What was held stays held: staff release it one by one."""
        listed = get_object_or_404(ListedPattern.objects.filter(site__in=self.site_ids), pk=pk)
        with transaction.atomic():
            log(
                instance=listed,
                action="hustings_signup.unlist_pattern",
                user=request.user,
                data={"verdict": listed.verdict, "kind": listed.kind},
            )
            services.unlist_pattern(listed=listed)
        messages.success(request, gettext("Taken off. What it held is still held."))
        return redirect(INDEX)
