"""The page after a form: one more step, and the mail once more for who did not get it."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Page, Site

from hustings_signup import acts, keys, mailbox, services
from hustings_signup.guards import Origin, origin_of
from hustings_signup.views.answers import only, refuse, show

HOUR = 3600


@csrf_exempt
@only("GET", "HEAD", "POST")
def almost_there(request: HttpRequest, token: str) -> HttpResponse:
    """Says which address to look into; the same for every state of that address (R5)."""
    told = read(token)
    if told is None:
        return show(
            request,
            "message.html",
            {
                "heading": _("This page has expired"),
                "text": _("If the e-mail did not arrive, fill in the form once more."),
            },
            status=410,
        )
    page = Page.objects.live().filter(pk=told["page"]).first()
    if request.method == "POST":
        if origin_of(request) is not Origin.ACCEPT:
            return refuse(request, 403)
        site = Site.find_for_request(request)
        if site and page:
            services.resend(site_id=site.pk, email=told["email"], act=told["act"], page_id=page.pk)
        return HttpResponseRedirect(f"{request.path}?sent=1")
    return show(
        request,
        "almost_there.html",
        {
            "address": mailbox.masked(told["email"]),
            "act": acts.get(told["act"]),
            "back_to": page.specific if page else None,
            "was_resent": request.GET.get("sent") == "1",
        },
    )


def read(token: str) -> dict[str, Any] | None:
    """What was sealed into the address an hour ago at most; None when damaged or older."""
    sealed = keys.unseal(token, context="almost-there", max_age=HOUR)
    return json.loads(sealed) if sealed else None
