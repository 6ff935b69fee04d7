"""The list to print for an evening of calls: volunteers who gave their number for it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView
from wagtail.models import Site

from hustings_home import places
from hustings_signup import phones
from hustings_signup.models import PeoplePermission
from hustings_signup.staff.fresh_password import KEPT_AS, FreshPasswordForm, FreshPasswordMixin
from hustings_signup.staff.sites import SiteField
from hustings_signup.staff.views import PeopleMixin


class CallListForm(FreshPasswordForm):
    """Where, what for, and the password once more: a printed list leaves like a file."""

    site = SiteField(label=_("Site"), queryset=Site.objects.none())
    department = forms.ChoiceField(label=_("Department"), required=False)
    purpose_text = forms.CharField(
        label=_("What for"),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who calls, what about, until when. Kept with the exports."),
    )

    def __init__(self, *args: Any, sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site = cast(SiteField, self.fields["site"])
        site.offer(sites)
        site.initial, site.empty_label = sites[0], None
        known = [(code, f"{code} {name}") for code, name in places.departments().items()]
        cast(forms.ChoiceField, self.fields["department"]).choices = [("", _("All")), *known]


@method_decorator(never_cache, name="dispatch")
class CallListView(PeopleMixin, FreshPasswordMixin, FormView):
    """GET asks, POST answers with the page to print, logged like an export."""

    permission = PeoplePermission.EXPORT
    form_class = CallListForm
    template_name = "hustings_signup/admin/call_list.html"
    page_title = _("Call list")
    header_icon = "mobile-alt"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, this screen."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        """The user's sites."""
        return super().get_form_kwargs() | {"sites": self.sites}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How many may be called now, per site."""
        counts = [(site, len(phones.callees(site=site))) for site in self.sites]
        return super().get_context_data(**kwargs) | {"counts": counts, "limit": phones.LIMIT}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """The audit row first, then the page."""
        self.request.session.pop(KEPT_AS, None)
        asked = form.cleaned_data
        callees = phones.callees(site=asked["site"], department=asked["department"])
        record = phones.printed(
            site=asked["site"],
            user=cast(User, self.request.user),
            purpose_text=asked["purpose_text"],
            department=asked["department"],
            count=len(callees),
        )
        return TemplateResponse(
            self.request,
            "hustings_signup/admin/call_list_print.html",
            {"callees": callees, "record": record, "printed_at": timezone.now()},
        )
