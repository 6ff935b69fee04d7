"""Erasing a person who asks for it: says first what goes and what stays, asks for the password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from hustings_signup import services
from hustings_signup.erasure import summary
from hustings_signup.models import ConsentRecord, PeoplePermission, Supporter
from hustings_signup.services.erasing import Reason
from hustings_signup.staff.fresh_password import KEPT_AS, FreshPasswordForm, FreshPasswordMixin
from hustings_signup.staff.person import PersonMixin


class EraseForm(FreshPasswordForm):
    """Why, and the password."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[
            (Reason.REQUEST.value, _("The person asked for it.")),
            (Reason.UNDERAGE.value, _("The person told us they are younger than 15.")),
        ],
        widget=forms.RadioSelect,
    )


class EraseView(FreshPasswordMixin, PersonMixin, FormView):
    """GET says what would happen; POST does it, for good."""

    permission = PeoplePermission.ERASE
    form_class = EraseForm
    template_name = "hustings_signup/admin/erase.html"
    page_title = _("Erase")
    header_icon = "bin"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What goes and what stays; nothing any more for whom this user erased."""
        return self._done_already() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A second press of the button is no mistake: it says what the first one did."""
        return self._done_already() or super().post(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """One step below the person."""
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What goes and what stays."""
        return super().get_context_data(**kwargs) | {
            "supporter": self.supporter,
            "goes": summary.goes(self.supporter),
            "stays": summary.stays(),
            "person_url": self.back(),
        }

    def back(self) -> str:
        """To the person, or to the list for those who may not open one."""
        if self.allows(PeoplePermission.OPEN, self.supporter.site_id):
            return reverse("hustings_people:person", args=[self.supporter.pk])
        return reverse("hustings_people:index")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """One transaction; the log holds the number that points to nobody now."""
        self.request.session.pop(KEPT_AS, None)
        name = str(self.supporter)
        with transaction.atomic():
            log(instance=self.supporter, action="hustings_signup.erase", user=self.request.user)
            services.erase(
                supporter=self.supporter,
                reason=form.cleaned_data["reason"],
                actor=ConsentRecord.Actor.STAFF,
                channel=ConsentRecord.Channel.ADMIN,
            )
        messages.success(self.request, gettext("%(person)s was erased.") % {"person": name})
        return redirect("hustings_people:index")

    def _done_already(self) -> HttpResponse | None:
        """Back to the list after an erasure of this user's own: others learn nothing from it."""
        number = self.kwargs["pk"]
        mine = ModelLogEntry.objects.filter(
            action="hustings_signup.erase", user=self.request.user, object_id=str(number)
        )
        if Supporter.objects.filter(pk=number).exists() or not mine.exists():
            return None
        name = mine.values_list("label", flat=True)[0]
        messages.success(self.request, gettext("%(person)s was erased.") % {"person": name})
        return redirect("hustings_people:index")
