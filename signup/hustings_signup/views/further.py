"""The button of a further act on a thank-you page, and the page after it."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Page, Site

from hustings_signup import further, keys, services
from hustings_signup.guards import Origin, origin_of
from hustings_signup.models import FormPageMixin, Submission
from hustings_signup.services.confirming import NotConfirmable
from hustings_signup.views.acts import show_again
from hustings_signup.views.answers import only, refuse, show
from hustings_signup.visits import Visit, client_ip

ANSWER = "further-act-answer"
#: Where the button stood; its token is nobody's business but its holder's.
PAGE_PATH = "/t/***/"


@csrf_exempt
@only("POST")
def press(request: HttpRequest) -> HttpResponse:
    """Hands the act over; the answer is the same for everyone whose token is good (R5)."""
    origin = origin_of(request)
    if origin is Origin.REFUSE:
        return refuse(request, 403)
    site = Site.find_for_request(request)
    token = further.read(request.POST.get("token", ""))
    if token is None or site is None or token.site != site.pk:
        return _no_longer(request, _page(request.POST.get("page", ""), site))
    page = _page(str(token.page), site)
    if page is None:
        return _no_longer(request, None)
    with translation.override(page.locale.language_code):
        request.LANGUAGE_CODE = page.locale.language_code
        if page.accepts_now(request):
            return show_again(request, page, None, status=409)
        notice = page.current_notice()
        # Nobody is recorded as having agreed to words they did not see.
        if token.is_over(timezone.now()) or notice is None or notice.sha256 != token.notice:
            return _no_longer(request, page)
        visit = Visit(
            ip=client_ip(request),
            user_agent=request.headers.get("User-Agent", "")[:300],
            path=PAGE_PATH,
            payload={"after": token.after},
            held_reason="" if origin is Origin.ACCEPT else "no_origin",
        )
        try:
            services.go_on(after=uuid.UUID(token.after), page=page, notice=notice, visit=visit)
        except NotConfirmable:
            return show_again(request, page, None, status=409)
    sealed = keys.seal(json.dumps([token.after, page.pk]), context=ANSWER)
    return HttpResponseRedirect(reverse("hustings_signup_links:pressed", args=[sealed]))


@only("GET", "HEAD")
def pressed(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks, and what is left of the same thirty minutes; it says of nobody what became of it."""
    age = int(further.OPEN_FOR.total_seconds())
    sealed = keys.unseal(token, context=ANSWER, max_age=age)
    after, page_id = json.loads(sealed) if sealed else ("", "")
    page = _page(str(page_id), Site.find_for_request(request))
    if page is None:
        return show(
            request,
            "message.html",
            {
                "heading": _("This page has expired"),
                "text": _("What you confirmed stays confirmed. The e-mail has all your links."),
            },
            status=410,
        )
    submission = Submission.objects.select_related("site").filter(uuid=after).first()
    with translation.override(page.locale.language_code):
        request.LANGUAGE_CODE = page.locale.language_code
        offers = further.offers(submission, besides=page.pk) if submission else []
        return show(request, "pressed.html", {"for_page": page, "offers": offers})


def _page(page_id: str, site: Site | None) -> Any:
    """A live page of this site with a form that everybody may see; None for any other."""
    if site is None or not (page_id.isascii() and page_id.isdigit() and len(page_id) < 10):
        return None
    page = Page.objects.live().public().filter(pk=page_id).first()
    found = page.specific if page else None
    if not isinstance(found, FormPageMixin) or found.get_site() != site:
        return None
    return found


def _no_longer(request: HttpRequest, page: Any) -> HttpResponse:
    """Nothing was done; the page's own form does it."""
    with translation.override(page.locale.language_code if page else translation.get_language()):
        return show(
            request,
            "message.html",
            {
                "heading": _("This button no longer works"),
                "text": _(
                    "It is good for 30 minutes, and only for the words that stood beside it. "
                    "Nothing is lost: what you confirmed stays confirmed, and the form of the "
                    "page is open to you."
                ),
                "link": page.get_url(request) if page else "/",
                "link_label": page.title if page else _("Back to the home page"),
            },
            status=410,
        )
