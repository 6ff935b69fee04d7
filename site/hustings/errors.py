"""What Hustings answers to requests that are too large; other errors: hustings_home.views."""

import contextlib

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse

from hustings_home import views

#: How much of a refused body is read away, so that the browser gets to see the answer.
DRAIN_BYTES = 2 * 1024 * 1024


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler400`, and 413 when Django found the request too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return views.bad_request(request, exception)


def too_large(request: HttpRequest) -> HttpResponse:
    """413. Reads away some of the body: a browser cut off while sending shows no answer."""
    drained = 0
    with contextlib.suppress(OSError):  # it went away
        while drained < DRAIN_BYTES and (chunk := request.read(65536)):
            drained += len(chunk)
    return views.error_page(request, 413)
