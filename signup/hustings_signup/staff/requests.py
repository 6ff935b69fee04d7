"""The queue of people who wrote a letter, a mail or called about their data."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log
from wagtail.models import Site

from hustings_signup import services
from hustings_signup.models import DataRequest, PeoplePermission, Supporter
from hustings_signup.models.requests import FURTHER_MONTHS, MONTHS, months_after
from hustings_signup.staff import columns
from hustings_signup.staff.sites import SiteField
from hustings_signup.staff.views import PeopleMixin
from hustings_signup.staff.widgets import DayInput

#: The GDPR applies from this day (art. 99(2)).
LAW_APPLIES_ON = date(2018, 5, 25)


class RequestForm(forms.Form):
    """The supporter by their number: a search belongs on the list, where it is logged."""

    site = SiteField(label=_("Site"), queryset=Site.objects.none())
    # None is chosen beforehand: a form saved as it came asks for what is missing.
    kind = forms.ChoiceField(
        label=_("Asks for"), choices=[("", _("Choose")), *DataRequest.Kind.choices]
    )
    channel = forms.ChoiceField(
        label=_("Came by"), choices=[("", _("Choose")), *DataRequest.Channel.choices]
    )
    received_on = forms.DateField(
        label=_("Received on"),
        widget=DayInput,
        help_text=_("The answer is due one month later (GDPR art. 12(3))."),
    )
    number = forms.IntegerField(
        label=_("Supporter no."),
        required=False,
        min_value=1,
        help_text=_("As in the list of supporters. Empty when the person is not on it."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Who asks, when they are not on the list, and where to answer. The person may read "
            "this. Emptied when the person is erased."
        ),
    )

    def __init__(self, *args: Any, sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(SiteField, self.fields["site"]).offer(sites)
        self.fields["received_on"].initial = timezone.localdate()

    def clean_received_on(self) -> Any:
        """Nothing comes tomorrow, and nothing came before the law gave a month to answer."""
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        if day < LAW_APPLIES_ON:
            raise forms.ValidationError(_("Check the year: this day is too long ago."))
        return day

    def clean(self) -> dict[str, Any]:
        """The number becomes the person of that very site; somebody has to be named."""
        cleaned = super().clean() or self.cleaned_data
        number, site = cleaned.get("number"), cleaned.get("site")
        cleaned["supporter"] = None
        if not number and not cleaned.get("note") and not {"number", "note"} & set(self.errors):
            self.add_error("number", _("Give the person's number, or write in the note who asks."))
        if number and site:
            cleaned["supporter"] = Supporter.objects.filter(pk=number, site=site).first()
            if cleaned["supporter"] is None:
                self.add_error("number", _("This site has no supporter of that number."))
        return cleaned


class AnswerForm(forms.Form):
    """How it was answered."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[choice for choice in DataRequest.State.choices if choice[0] != "open"],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was answered, and when. The person may read this."),
    )


class ExtendForm(forms.Form):
    """Why it takes longer: the person reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Why one month is not enough: how complex it is, how many requests there are. The "
            "person reads it in our e-mail."
        ),
    )
    is_told = forms.BooleanField(
        label=_("I have told the person myself, by letter or phone"),
        required=False,
        help_text=_("With the reason, within the month. We then send no e-mail."),
    )

    def __init__(self, *args: Any, has_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_address:
            self.fields["is_told"].required = True
            self.fields["is_told"].help_text = _(
                "With the reason, within the month: we have no address to write to."
            )


class RequestIndexView(PeopleMixin, BaseListingView):
    """Open ones first, by the day their answer is due."""

    permission = PeoplePermission.REQUESTS
    model = DataRequest
    page_title = _("Requests about data")
    nothing_here = _(
        "No request waits. Whoever writes or calls about their data is noted here, with the day "
        "their answer is due; most people use “My data” by themselves."
    )
    header_icon = "mail"
    index_url_name = "hustings_requests:index"
    paginate_by = 50
    template_name = "hustings_signup/admin/listing.html"
    results_template_name = "hustings_signup/admin/plain_results.html"
    table_classname = "listing hustings-listing"

    @cached_property
    def columns(self) -> list[Any]:
        """Numbers only; the person is one click and one log entry away."""
        return [
            TitleColumn(
                "number",
                label=_("Request"),
                accessor=str,
                get_url=lambda row: reverse("hustings_requests:answer", args=[row.pk]),
            ),
            columns.Cell("kind", label=_("Asks for"), accessor="get_kind_display"),
            columns.Cell("channel", label=_("Came by"), accessor="get_channel_display"),
            columns.Cell("supporter", label=_("Supporter"), accessor=_person),
            columns.Cell("received_on", label=_("Received on"), accessor=_received),
            columns.Cell("due_on", label=_("Answer due on"), accessor=_due),
            columns.Cell("state", label=_("State"), accessor="get_state_display"),
            columns.Cell("site", label=_("Site"), accessor=columns.site_name),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Writing one down."""
        url = reverse("hustings_requests:add")
        return [HeaderButton(gettext("Note a request"), url=url, icon_name="plus")]

    def get_base_queryset(self) -> QuerySet[DataRequest]:
        """Of the user's sites; what is open has no day of closing."""
        found = DataRequest.objects.filter(site__in=self.site_ids).select_related("site")
        return found.order_by(F("closed_at").desc(nulls_first=True), "due_on", "pk")


class RequestAddView(PeopleMixin, FormView):
    """Somebody wrote or called."""

    permission = PeoplePermission.REQUESTS
    form_class = RequestForm
    template_name = "hustings_signup/admin/request.html"
    page_title = _("Note a request")
    header_icon = "mail"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The sites to choose from."""
        return super().get_form_kwargs() | {"sites": self.sites}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the queue."""
        return [*self.breadcrumbs_items, queue_item(), {"url": "", "label": self.get_page_title()}]

    def get_success_url(self) -> str:
        """Back to the queue."""
        return reverse("hustings_requests:index")

    def form_valid(self, form: RequestForm) -> HttpResponse:
        """Logged with its number; a second press of the button notes nothing new."""
        wanted = ("site", "kind", "channel", "received_on", "supporter", "note")
        with transaction.atomic():
            noted, is_new = services.receive_request(
                **{name: form.cleaned_data[name] for name in wanted}
            )
            if is_new:
                log(instance=noted, action="hustings_signup.request", user=self.request.user)
        day = {"day": date_format(noted.due_on)}
        messages.success(self.request, gettext("Noted. Answer it by %(day)s.") % day)
        return super().form_valid(form)


class OneRequestView(PeopleMixin, FormView):
    """One request of the address, and a form that does something with it."""

    permission = PeoplePermission.REQUESTS
    template_name = "hustings_signup/admin/request.html"
    header_icon = "mail"
    kwargs: dict[str, Any]

    @cached_property
    def data_request(self) -> DataRequest:
        """The one of the address; of another site it does not exist."""
        return get_object_or_404(DataRequest, pk=self.kwargs["pk"], site__in=self.site_ids)

    def get_page_title(self) -> str:
        """Its number."""
        return str(self.data_request)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the queue."""
        return [*self.breadcrumbs_items, queue_item(), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The request, and the person for those who may open one."""
        found = self.data_request
        may_open = found.supporter_id and self.allows(PeoplePermission.OPEN, found.site_id)
        return super().get_context_data(**kwargs) | {
            "data_request": found,
            "person_url": (
                reverse("hustings_people:person", args=[found.supporter_id]) if may_open else ""
            ),
            "why_not_extended": services.why_not_extended(found, today=timezone.localdate()),
        }

    def get_success_url(self) -> str:
        """Back to the queue."""
        return reverse("hustings_requests:index")


class RequestAnswerView(OneRequestView):
    """GET shows one; POST closes it."""

    form_class = AnswerForm

    def get_initial(self) -> dict[str, Any]:
        """What was noted so far."""
        return {"note": self.data_request.note}

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Taking longer, while the law allows it."""
        if services.why_not_extended(self.data_request, today=timezone.localdate()):
            return []
        url = reverse("hustings_requests:extend", args=[self.data_request.pk])
        return [HeaderButton(gettext("Take two months more"), url=url, icon_name="time")]

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        """Once; a second time says so."""
        with transaction.atomic():
            closed = services.answer_request(request=self.data_request, **form.cleaned_data)
            if closed:
                log(
                    instance=self.data_request,
                    action="hustings_signup.answer_request",
                    user=self.request.user,
                )
        if closed:
            messages.success(self.request, gettext("Closed."))
        else:
            messages.warning(self.request, gettext("It was closed already."))
        return super().form_valid(form)


class RequestExtendView(OneRequestView):
    """GET asks for the reason; POST takes two further months and tells the person."""

    form_class = ExtendForm
    template_name = "hustings_signup/admin/request_extend.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether we can write to the person."""
        has_address = self.data_request.supporter_id is not None
        return super().get_form_kwargs() | {"has_address": has_address}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the day that would be the new one."""
        received = self.data_request.received_on
        new_day = months_after(received, MONTHS + FURTHER_MONTHS)
        return super().get_context_data(**kwargs) | {"new_day": new_day}

    def form_valid(self, form: ExtendForm) -> HttpResponse:
        """Once, within the first month; whatever stands in the way is said."""
        found = self.data_request
        try:
            with transaction.atomic():
                extended = services.extend_request(request=found, **form.cleaned_data)
                if extended:
                    log(
                        instance=found,
                        action="hustings_signup.extend_request",
                        user=self.request.user,
                    )
        except services.MailboxFull:
            form.add_error(
                None,
                _(
                    "Three e-mails about their data went to this person today. Extend tomorrow, "
                    "or tell them yourself and tick the box."
                ),
            )
            return self.form_invalid(form)
        found.refresh_from_db()
        if extended:
            day = {"day": date_format(found.due_on)}
            messages.success(self.request, gettext("Extended. Answer it by %(day)s.") % day)
        else:
            why = services.why_not_extended(found, today=timezone.localdate())
            messages.warning(self.request, why)
        return super().form_valid(form)


def queue_item() -> dict[str, str]:
    """The queue as a step of the way."""
    return {"url": reverse("hustings_requests:index"), "label": gettext("Requests about data")}


def _person(row: DataRequest) -> str:
    if row.supporter_id is None:
        return gettext("not on the list")
    return gettext("Supporter %(number)s") % {"number": row.supporter_id}


def _received(row: DataRequest) -> str:
    return date_format(row.received_on, "SHORT_DATE_FORMAT")


def _due(row: DataRequest) -> str:
    day = {"day": date_format(row.due_on, "SHORT_DATE_FORMAT")}
    if row.is_overdue:
        return gettext("%(day)s: overdue") % day
    return gettext("%(day)s: extended") % day if row.extended_at else day["day"]
