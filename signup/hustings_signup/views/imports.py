"""The page behind the one mail to imported people: it asks, and only a press answers."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from hustings_signup.guards import Origin, origin_of
from hustings_signup.importing import answering, asking
from hustings_signup.models import ImportAsk, Notice
from hustings_signup.views.answers import only, refuse, show
from hustings_signup.views.links import thanks_url, unknown_link


@csrf_exempt
@only("GET", "HEAD", "POST")
def import_ask(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the words in force with a yes and a no; damaged and deleted links answer alike."""
    ask = asking.find(token)
    if ask is None:
        return unknown_link(request)
    notice = asking.notice_for(ask)
    locale = notice.locale if notice else ask.locale
    with translation.override(locale):
        request.LANGUAGE_CODE = locale
        if request.method != "POST":
            return show(request, "import_ask.html", {"ask": ask, "notice": notice})
        if origin_of(request) is not Origin.ACCEPT:
            return refuse(request, 403)
        return _answer(request, ask, notice)


def _answer(request: HttpRequest, ask: ImportAsk, notice: Notice | None) -> HttpResponse:
    said = request.POST.get("answer")
    try:
        if said == "yes" and notice:
            ticked = request.POST.getlist("purpose")
            return HttpResponseRedirect(thanks_url(answering.say_yes(ask=ask, ticked=ticked)))
        if said == "no":
            answering.say_no(ask=ask)
            return show(
                request,
                "message.html",
                {
                    "heading": _("Your data are deleted"),
                    "text": _("We will not write to you again."),
                },
            )
    except answering.Unanswerable:
        return unknown_link(request)
    return HttpResponseRedirect(request.path)
