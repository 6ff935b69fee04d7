"""The pages behind the links of a mail: a GET shows a button, only its POST does something."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from hustings_signup import (
    acts,
    further,
    keys,
    limits,
    links,
    messages,
    purposes,
    renewal,
    services,
)
from hustings_signup.guards import Origin, origin_of
from hustings_signup.models import ConsentRecord, Link, Submission
from hustings_signup.services.confirming import NotConfirmable, is_confirmable
from hustings_signup.views.answers import only, private, refuse, show

PAGE_TOKEN_AGE = int(further.OPEN_FOR.total_seconds())

LinkView = Callable[[HttpRequest, Link], HttpResponse]


def unknown_link(request: HttpRequest) -> HttpResponse:
    """For a token we do not know: damaged, erased, or of another kind of link."""
    return show(
        request,
        "message.html",
        {
            "heading": _("This link does not work"),
            "text": _(
                "It may have been cut in two by your mail program, or what it led to was "
                "erased. Copy the whole address, or fill in the form once more."
            ),
        },
        # Not 404: Django's LocaleMiddleware turns that into a redirect to /fr/…
        status=410,
    )


def behind_link(
    kind: str,
    *,
    allows_one_click: bool = False,
    unknown: Callable[[HttpRequest], HttpResponse] = unknown_link,
) -> Callable[[LinkView], Callable[[HttpRequest, str], HttpResponse]]:
    """Finds the link of a token, speaks its person's language, checks where a POST comes from.

    A damaged, foreign or unknown token gives the same message with 410: `unknown`.
    """

    def decorate(view: LinkView) -> Callable[[HttpRequest, str], HttpResponse]:
        @csrf_exempt
        @only("GET", "HEAD", "POST")
        @wraps(view)
        def wrapper(request: HttpRequest, token: str) -> HttpResponse:
            link = links.find(kind, token)
            if link is None:
                return unknown(request)
            locale = link.submission.locale if link.submission else link.supporter.locale
            with translation.override(locale):
                request.LANGUAGE_CODE = locale
                if request.method == "POST" and not (
                    # RFC 8058: the mail provider posts without Origin, Referer or cookie.
                    (allows_one_click and is_one_click(request))
                    or origin_of(request) is Origin.ACCEPT
                ):
                    return refuse(request, 403)
                return view(request, link)

        return wrapper

    return decorate


def is_one_click(request: HttpRequest) -> bool:
    """A POST by a mail program on the person's behalf (RFC 8058, 3.1)."""
    return request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click"


@behind_link("confirm")
def confirm(request: HttpRequest, link: Link) -> HttpResponse:
    """Lists what was asked for; the POST confirms exactly that (R2, R3)."""
    submission = link.submission
    assert submission is not None  # noqa: S101 - a confirm link always has one
    if request.method == "POST":
        try:
            services.confirm(submission=submission, only_act="only_act" in request.POST)
        except NotConfirmable:
            return _expired(request, submission)
        return HttpResponseRedirect(thanks_url(submission))
    if not is_confirmable(submission, timezone.now()) and submission.confirmed_at is None:
        return _expired(request, submission)
    act = acts.get(submission.act)
    return show(
        request,
        "confirm.html",
        {
            "submission": submission,
            "title": act.title(submission),
            "asked": act.asked(submission),
            "lists": messages.asked_lists(submission),
        },
    )


def _expired(request: HttpRequest, submission: Submission) -> HttpResponse:
    return show(
        request,
        "message.html",
        {
            "heading": _("This link has expired"),
            "text": _(
                "Its time is over, or it was disowned. Nothing was confirmed. While the form is "
                "open, you can fill it in again."
            ),
            "link": acts.get(submission.act).page_url(submission),
            "link_label": acts.get(submission.act).title(submission),
        },
        status=410,
    )


def thanks_url(submission: Submission) -> str:
    """The thank-you page, for 30 minutes, without a cookie."""
    sealed = keys.seal(str(submission.uuid), context="thanks")
    return reverse("hustings_signup_links:thanks", args=[sealed])


@only("GET", "HEAD")
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """What follows a confirmation; the token carries the visit."""
    found = keys.unseal(token, context="thanks", max_age=PAGE_TOKEN_AGE)
    submission = (
        Submission.objects.select_related("supporter", "site").filter(uuid=found).first()
        if found
        else None
    )
    if submission is None or submission.confirmed_at is None:
        return show(
            request,
            "message.html",
            {
                "heading": _("This page has expired"),
                "text": _("What you confirmed stays confirmed. The e-mail has all your links."),
            },
            status=410,
        )
    with translation.override(submission.locale):
        act = acts.get(submission.act)
        return show(
            request,
            "thanks.html",
            {
                "submission": submission,
                "title": act.title(submission),
                "page_url": act.page_url(submission),
                "thanks": act.thanks(submission),
                "lists": messages.active_lists(submission.supporter),
                "unsubscribe": links.path_to_stop(submission.supporter),
                "offers": further.offers(submission),
            },
        )


@behind_link("unsubscribe", allows_one_click=True)
def unsubscribe(request: HttpRequest, link: Link) -> HttpResponse:
    """Stops all news, or one kind; the one-click POST of a mail program stops all (R4, R8)."""
    supporter = link.supporter
    if request.method == "POST":
        if is_one_click(request):
            services.withdraw(supporter=supporter, channel=ConsentRecord.Channel.ONE_CLICK)
            return private(HttpResponse("OK", content_type="text/plain"))
        chosen = request.POST.getlist("purpose")
        services.withdraw(supporter=supporter, purpose_keys=chosen or None)
        return HttpResponseRedirect(request.path)
    active = [
        (row.purpose, purposes.label_of(row.purpose, supporter.site_id))
        for row in supporter.subscriptions.filter(state__in=["active", "pending"]).order_by("pk")
    ]
    return show(request, "unsubscribe.html", {"active": active})


@behind_link("renew")
def renew(request: HttpRequest, link: Link) -> HttpResponse:
    """Shows the changed words with one unticked box per purpose; the POST records the answer."""
    if request.method == "POST":
        renewed = services.renew(supporter=link.supporter, ticked=request.POST.getlist("purpose"))
        return HttpResponseRedirect(f"{request.path}?{'done' if renewed else 'kept'}")
    offers = renewal.offers(link.supporter)
    return show(
        request,
        "renew.html",
        {
            "notices": renewal.by_notice(offers),
            "news": [messages.what_is_new(change) for change in messages.news_for(offers)],
            "is_kept": "kept" in request.GET,
            "is_done": "done" in request.GET,
            "unsubscribe": links.path_to_stop(link.supporter),
        },
    )


@behind_link("not_me")
def not_me(request: HttpRequest, link: Link) -> HttpResponse:
    """ "This was not me": ends what waits and leaves the mailbox alone."""
    submission = link.submission
    assert submission is not None  # noqa: S101 - a not-me link always has one
    if request.method == "POST":
        services.disown(submission=submission)
        return HttpResponseRedirect(request.path)
    supporter = link.supporter
    is_done = limits.is_suppressed(
        site_id=supporter.site_id, canonical=supporter.email_canonical, at=timezone.now()
    )
    return show(request, "not_me.html", {"is_done": is_done})
