"""The mailbox of the demonstration: every mail it sent, to be read in the browser."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from hustings.demo import mailbox


@never_cache
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """All mails, newest first."""
    return render(request, "hustings_demo/mailbox.html", {"mails": list(mailbox.newest_first())})


@never_cache
@require_safe
def messages_json(request: HttpRequest) -> JsonResponse:
    """All mails, newest first, for programs."""
    mails = [mail.as_json() for mail in mailbox.newest_first()]
    return JsonResponse(mails, safe=False, json_dumps_params={"ensure_ascii": False})


@never_cache
@require_safe
@csp_replace({"frame-src": [SELF]})  # type: ignore[arg-type]  # it forgets path arguments
def mail(request: HttpRequest, mail_id: str) -> HttpResponse:
    """One mail: its HTML in a sandboxed frame, its text, its headers."""
    return render(request, "hustings_demo/mail.html", {"mail": stored(mail_id)})


@never_cache
@require_safe
@xframe_options_sameorigin
@csp_replace(  # type: ignore[arg-type]
    {
        "style-src": [UNSAFE_INLINE],
        "img-src": ["data:"],
        "frame-ancestors": [SELF],
        "script-src": None,
        "connect-src": None,
        "form-action": None,
        # Even opened on its own, a mail runs no script and is of no origin.
        "sandbox": [
            "allow-popups",
            "allow-popups-to-escape-sandbox",
            "allow-top-navigation-by-user-activation",
        ],
    }
)
def mail_html(request: HttpRequest, mail_id: str) -> HttpResponse:
    """The HTML part as a mail program shows it; links open the whole page."""
    html = stored(mail_id).html
    if not html:
        raise Http404
    return HttpResponse('<base target="_top">' + html if "<html" not in html else framed(html))


def framed(html: str) -> str:
    """The document with its links leaving the frame."""
    before, separator, after = html.partition("<head>")
    if not separator:
        return html
    return f'{before}<head><base target="_top">{after}'


def stored(mail_id: str) -> mailbox.StoredMail:
    """The mail, or 404."""
    found = mailbox.find(mail_id)
    if found is None:
        raise Http404
    return found
