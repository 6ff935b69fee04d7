"""The pages behind the mail with a form: the form with the address filled in, and the way out."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Site

from hustings_signup import limits, mailbox, sent_forms, services
from hustings_signup.guards import Origin, origin_of
from hustings_signup.views.answers import only, private, refuse, show


def _found(request: HttpRequest, token: str) -> tuple[Any, str] | None:
    told = sent_forms.read(token)
    if told is None or told[0].get_site() != Site.find_for_request(request):
        return None
    return told


def _over(request: HttpRequest) -> HttpResponse:
    words = {
        "heading": _("This link has expired"),
        "text": _("You find our forms on this website, without any link."),
    }
    return show(request, "message.html", words, status=410)


@only("GET", "HEAD")
def open_form(request: HttpRequest, token: str) -> HttpResponse:
    """The page with the address filled in; it is sent to its usual address and is nothing else
    than the form of any visitor."""
    told = _found(request, token)
    if told is None or not sent_forms.is_open(told[0]):
        return _over(request)
    page, address = told
    for restriction in page.get_view_restrictions():
        if not restriction.accept_request(request):
            return _over(request)
    with translation.override(page.locale.language_code):
        form = page.get_public_form(request)
        form.initial["email"] = address
        context = page.get_context(request, form=form)
        response = TemplateResponse(request, page.get_template(request), context)
        return private(response.render())


@csrf_exempt
@only("GET", "HEAD", "POST")
def refuse_form(request: HttpRequest, token: str) -> HttpResponse:
    """ "This was not me": a button, whose POST leaves the mailbox alone."""
    told = _found(request, token)
    if told is None:
        return _over(request)
    page, address = told
    box, site = mailbox.parse(address), page.get_site()
    with translation.override(page.locale.language_code):
        if request.method == "POST":
            if origin_of(request) is not Origin.ACCEPT:
                return refuse(request, 403)
            services.refuse_forms(site_id=site.pk, mailbox=box)
            return HttpResponseRedirect(request.path)
        is_done = limits.is_suppressed(site_id=site.pk, canonical=box.canonical, at=timezone.now())
        return show(request, "not_me.html", {"is_done": is_done})
