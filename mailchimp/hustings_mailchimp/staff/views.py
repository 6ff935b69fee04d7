"""Mailchimp for one site: what is missing, what would leave, on, off, and how it goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.models import Site

from hustings_mailchimp import conditions, services
from hustings_mailchimp.api import ApiFailure
from hustings_mailchimp.keys_of_sites import api_of, key_of
from hustings_mailchimp.models import Audience, Contact
from hustings_mailchimp.services.switching import NotReady, StillOn, StillThere
from hustings_mailchimp.staff import wording
from hustings_signup.models import PeoplePermission
from hustings_signup.staff.fresh_password import KEPT_AS, FreshPasswordForm, FreshPasswordMixin
from hustings_signup.staff.sites import name_of
from hustings_signup.staff.views import PeopleMixin

INDEX = "hustings_mailchimp:index"


class MailchimpMixin(PeopleMixin):
    """One site of the user's, from the address; 404 for any other."""

    permission = PeoplePermission.PROCESSORS
    page_title = "Mailchimp"
    header_icon = "mail"
    kwargs: dict[str, Any]

    @cached_property
    def site(self) -> Site:
        """The one named in the address, or the first."""
        wanted = self.kwargs.get("site_id", self.sites[0].pk)
        found = next((site for site in self.sites if site.pk == wanted), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def audience(self) -> Audience | None:
        """What is chosen."""
        return Audience.objects.filter(site=self.site).first()

    def home(self) -> HttpResponse:
        """Back to the first screen of the site."""
        return redirect("hustings_mailchimp:site", self.site.pk)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way here."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("hustings_mailchimp:site", args=[self.site.pk]), "label": "Mailchimp"},
        ]

    def note(self, action: str) -> None:
        """Into the log of the site's audience."""
        log(
            instance=Audience.objects.get(site=self.site),
            action=f"hustings_mailchimp.{action}",
            user=self.request.user,
        )


class StatusView(MailchimpMixin, TemplateView):
    """Asks Mailchimp nothing: it says what is known here."""

    template_name = "hustings_mailchimp/admin/status.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is missing, what would leave, what waits and what failed."""
        audience = self.audience
        chosen = audience.purposes if audience else []
        missing = conditions.missing(self.site)
        return super().get_context_data(**kwargs) | {
            "site": self.site,
            "site_name": name_of(self.site),
            "sites": [(site, name_of(site)) for site in self.sites],
            "audience": audience,
            "lists": [label for key, label in conditions.choices(self.site) if key in chosen],
            "missing": [wording.missing(one, self.site) for one in missing],
            "concerned": conditions.concerned(self.site, chosen),
            "fields": wording.what_leaves(),
            "waiting": self._waiting(audience),
            "failures": self._failures(audience),
            "failure": wording.failure(audience.failure) if audience else "",
            "webhook_failure": wording.failure(audience.webhook_failure) if audience else "",
            "report": wording.report(audience.report) if audience else [],
        }

    @staticmethod
    def _waiting(audience: Audience | None) -> int:
        return audience.contacts.filter(pk__in=_unsettled(audience)).count() if audience else 0

    @staticmethod
    def _failures(audience: Audience | None) -> list[tuple[str, str, int]]:
        """Of single people: what is so, why, how many."""
        if audience is None:
            return []
        rows = audience.contacts.exclude(failure="").values_list("state", "failure").order_by()
        labels, again = dict(Contact.State.choices), gettext("to be tried again")
        return [
            (str(labels[state]) if state else again, wording.failure(code), n)
            for state, code, n in rows.annotate(n=Count("pk")).order_by("failure", "state")
        ]


def _unsettled(audience: Audience) -> Any:
    return Contact.objects.unsettled().filter(audience=audience).values("pk")


class ChooseForm(forms.Form):
    """The audience, and the lists that leave."""

    list_id = forms.ChoiceField(label=_("Audience at Mailchimp"), widget=forms.RadioSelect)
    purposes = forms.MultipleChoiceField(
        label=_("Lists that leave"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each becomes a tag there. Nobody is there for any other reason."),
    )


class ChooseView(MailchimpMixin, FormView):
    """Tests the key by listing the account's audiences."""

    form_class = ChooseForm
    template_name = "hustings_mailchimp/admin/choose.html"

    @cached_property
    def found(self) -> tuple[dict[str, str], str]:
        """Names by id, or why the key opens nothing."""
        try:
            listed = api_of(self.site).audiences()
        except ApiFailure as failure:
            return {}, wording.failure(failure.code)
        return {str(one["id"]): str(one.get("name", "")) for one in listed}, ""

    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        """With what there is to choose from."""
        form = super().get_form(form_class)
        form.fields["list_id"].choices = list(self.found[0].items())
        form.fields["purposes"].choices = conditions.choices(self.site)
        return form

    def get_initial(self) -> dict[str, Any]:
        """What is chosen now."""
        row = self.audience
        return {"list_id": row.list_id, "purposes": row.purposes} if row else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds what the key said."""
        names, failure = self.found
        return super().get_context_data(**kwargs) | {
            "site": self.site,
            "has_key": bool(key_of(self.site)),
            "names": names,
            "failure": failure,
        }

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Nothing leaves by this."""
        told = form.cleaned_data
        try:
            with transaction.atomic():
                services.choose(
                    site=self.site,
                    list_id=told["list_id"],
                    name=self.found[0][told["list_id"]][:150],
                    purposes=told["purposes"],
                )
                self.note("choose")
        except StillOn:
            form.add_error(
                "purposes",
                gettext("Switch off first: more lists are more people, who would leave at once."),
            )
            return self.form_invalid(form)
        except StillThere:
            form.add_error(
                "list_id",
                gettext("Switch off first, and have everybody archived in the old audience."),
            )
            return self.form_invalid(form)
        messages.success(self.request, gettext("The choice was saved. Nothing leaves by it."))
        return self.home()


class SwitchOnView(FreshPasswordMixin, MailchimpMixin, FormView):
    """The second confirmation: says once more what leaves to whom, and asks for the password."""

    form_class = FreshPasswordForm
    template_name = "hustings_mailchimp/admin/switch_on.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only once nothing is missing."""
        if self.site_ids and conditions.missing(self.site):
            return self.home()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What leaves, to whom, and how many people."""
        assert self.audience is not None  # noqa: S101 - else something is missing
        return super().get_context_data(**kwargs) | {
            "site": self.site,
            "audience": self.audience,
            "concerned": conditions.concerned(self.site, self.audience.purposes),
            "fields": wording.what_leaves(),
        }

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Once the password is right."""
        self.request.session.pop(KEPT_AS, None)
        try:
            with transaction.atomic():
                services.switch_on(site=self.site)
                self.note("switch_on")
        except NotReady:
            return self.home()
        messages.success(
            self.request, gettext("Switched on. The first people leave within a minute.")
        )
        return self.home()


class SwitchOffView(MailchimpMixin, TemplateView):
    """GET asks what becomes of those who are there; POST stops at once."""

    template_name = "hustings_mailchimp/admin/switch_off.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How many are there."""
        there = Contact.objects.filter(audience__site=self.site, status_there="subscribed")
        return super().get_context_data(**kwargs) | {
            "site": self.site,
            "there": there.count(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Off, and archived where that was asked."""
        if self.audience is None:
            return self.home()
        with transaction.atomic():
            services.switch_off(site=self.site)
            self.note("switch_off")
            if request.POST.get("archive"):
                services.clear_out(site=self.site)
        messages.success(request, gettext("Switched off. Withdrawals and erasures still go there."))
        return self.home()


class TryAgainView(MailchimpMixin, View):
    """POST, after the cause was mended; a GET changes nothing."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Back to the screen."""
        return self.home()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """At once."""
        if self.audience is not None:
            with transaction.atomic():
                services.try_again(site=self.site)
                self.note("try_again")
            messages.success(request, gettext("Everything that failed will be tried again."))
        return self.home()
