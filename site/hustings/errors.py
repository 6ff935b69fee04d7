"""Pages for what goes wrong, in the visitor's language and look."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

#: How much of a refused body is read away, so that the browser gets to see the answer.
DRAIN_BYTES = 2 * 1024 * 1024


def answer(request: HttpRequest, status: int, heading: str, text: str) -> HttpResponse:
    """A short page; it repeats nothing of the request."""
    context = {"heading": heading, "text": text}
    return render(request, "hustings/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 when Django found the request too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return answer(
        request,
        400,
        _("We could not read this request"),
        _("Something in the address or the form is damaged. Nothing was stored."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return answer(
        request,
        403,
        _("This page is not for you"),
        _("It needs a permission that your account does not have."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a staff form whose cookie is missing or old."""
    return answer(
        request,
        403,
        _("This form has expired"),
        _("Go back, load the page again and send the form once more. Nothing was stored."),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """413. Reads away some of the body: a browser cut off while sending shows no answer."""
    drained = 0
    while drained < DRAIN_BYTES and (chunk := request.META["wsgi.input"].read(65536)):
        drained += len(chunk)
    return answer(
        request,
        413,
        _("This is too long"),
        _("What you sent is larger than any form of ours. Nothing was stored."),
    )
