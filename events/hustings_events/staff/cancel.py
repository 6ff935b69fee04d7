"""Staff cancel for a person who asks by phone or in person."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.log_actions import log

from hustings_events import services
from hustings_events.staff import scope
from hustings_events.staff.listing import RegistrationMixin
from hustings_signup.models import ConsentRecord

ACTION = "hustings_events.cancel"


class CancelView(RegistrationMixin, View):
    """The POST cancels; the log holds the registration's number, never a name."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Nothing changes on GET."""
        return redirect("hustings_registrations:index")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cancelling twice gives the seats back once."""
        found = scope.cancellable(request.user).select_related("submission")
        registration = get_object_or_404(found, pk=pk)
        with transaction.atomic():
            done = services.cancel(
                registration=registration,
                actor=ConsentRecord.Actor.STAFF,
                channel=ConsentRecord.Channel.ADMIN,
            )
            if done:
                log(instance=registration, action=ACTION, user=request.user)
        if done:
            messages.success(request, _("Cancelled: the places are free again."))
        else:
            messages.warning(request, _("It was over already."))
        return redirect(f"{reverse('hustings_registrations:index')}?event={registration.event_id}")
