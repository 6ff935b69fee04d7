"""The buttons of a mailing: each a POST, each written into the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.log_actions import log

from hustings_mailings import services
from hustings_mailings.models import Mailing
from hustings_mailings.staff.mailing import MailingView
from hustings_mailings.staff.views import SEND, WRITE


@dataclass(frozen=True)
class Action:
    """What a button does, which answers whether it was done, and what is said then."""

    permission: str
    run: Callable[[Mailing, Any], object]
    done: str | Promise


def _ask(mailing: Mailing, user: Any) -> object:
    ask = services.ask_for_step if mailing.is_step else services.ask_approval
    return ask(mailing=mailing, user=user)


ACTIONS: dict[str, Action] = {
    "ask": Action(
        WRITE,
        _ask,
        gettext_lazy("A second person can approve it now. Tell them: they find it on this page."),
    ),
    "renew": Action(
        WRITE,
        lambda mailing, user: services.renew(mailing=mailing),
        gettext_lazy("These are the words of the page as it is now."),
    ),
    "call-back": Action(
        SEND,
        lambda mailing, user: services.call_back(mailing=mailing),
        gettext_lazy("Called back: nobody got it. It is a draft again."),
    ),
    "switch-off": Action(
        SEND,
        lambda mailing, user: services.switch_off(mailing=mailing),
        gettext_lazy("Switched off: nobody else gets it, not even who waited for it."),
    ),
    "pause": Action(
        SEND,
        lambda mailing, user: services.pause(mailing=mailing),
        gettext_lazy("Paused. Mails that are on their way still arrive."),
    ),
    "resume": Action(
        SEND,
        lambda mailing, user: services.resume(mailing=mailing),
        gettext_lazy("It goes on with those who have not got it."),
    ),
    "cancel": Action(
        SEND,
        lambda mailing, user: services.cancel(mailing=mailing),
        gettext_lazy("Ended. Whoever has not got it yet will not."),
    ),
}


class ActionView(MailingView):
    """One of ACTIONS by its word in the address."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A second press finds it done and says so."""
        action = ACTIONS.get(self.kwargs["action"])
        if action is None:
            raise Http404
        mailing, user = self.mailing, request.user
        if not self.may(action.permission, mailing.site_id):
            return self.refuse()
        try:
            done = action.run(mailing, user)
        except (services.NotReady, services.NotAllowed) as refusal:
            messages.error(request, str(refusal))
            return redirect("hustings_mailings:mailing", mailing.pk)
        if done:
            name = self.kwargs["action"].replace("-", "_")
            log(instance=mailing, action=f"hustings_mailings.{name}", user=user)
            messages.success(request, action.done)
        else:
            messages.warning(request, _("Too late for that: look where it stands."))
        return redirect("hustings_mailings:mailing", mailing.pk)


class SampleView(MailingView):
    """One edition to the account's own address, and to nobody else's."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The worker sends it."""
        user: Any = request.user
        if not self.may(WRITE, self.mailing.site_id):
            return self.refuse()
        if services.send_sample(mailing=self.mailing, locale=self.kwargs["locale"], user=user):
            told = _("The test is on its way to %(address)s.") % {"address": user.email}
            messages.success(request, told)
        else:
            messages.error(request, _("Your account has no e-mail address."))
        return redirect("hustings_mailings:mailing", self.mailing.pk)
