"""Answers that are not a page of the tree: short messages, never stored by anyone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _


def private(response: HttpResponse) -> HttpResponse:
    """Headers of a page behind a token: kept by no cache, no search engine, no referrer.

    `same-origin`, since with `no-referrer` browsers send `Origin: null` with the POST.
    """
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def show(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Render a private page in the language that is active now."""
    response = TemplateResponse(request, f"hustings_signup/{template}", context, status=status)
    return private(response.render())


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    """A clear message for a request that is no form of ours."""
    heading, text = {
        403: (
            _("This form was sent from another website"),
            _("For your safety we only take forms sent from our own pages. Nothing was stored."),
        ),
        404: (_("This page does not exist"), _("It may have moved or been taken down.")),
        405: (_("This address takes no such request"), _("Nothing was changed.")),
        413: (
            _("This is too long"),
            _("What you sent is larger than any form of ours. Nothing was stored."),
        ),
        415: (
            _("We could not read this"),
            _("This address only takes forms. Nothing was stored."),
        ),
    }[status]
    return show(request, "message.html", {"heading": heading, "text": text}, status=status)


View = Callable[..., HttpResponse]


def only(*methods: str) -> Callable[[View], View]:
    """Refuse other methods with a page of our own instead of an empty 405."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods:
                return view(request, *args, **kwargs)
            response = refuse(request, 405)
            response.headers["Allow"] = ", ".join(methods)
            return response

        return wrapper

    return decorate
