"""`/fr/moi/`, `/en/my-data/`: asking for the link, and the visit it opens, without a cookie."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Site

from hustings_signup import keys, my_data, purposes, services
from hustings_signup.erasure import summary
from hustings_signup.guards import Origin, origin_of
from hustings_signup.models import ConsentRecord, Link, Supporter
from hustings_signup.my_data_forms import AddressForm, AskForm, PersonForm
from hustings_signup.services import self_service
from hustings_signup.views.answers import only, private, refuse, show
from hustings_signup.views.links import behind_link

CONTEXT = "my-data"
LIVE = ("active", "pending")

VisitView = Callable[[HttpRequest, str, Supporter], HttpResponse]


def _over(request: HttpRequest) -> HttpResponse:
    return show(
        request,
        "message.html",
        {
            "heading": _("This link is over"),
            "text": _(
                "It was used already, or its time has passed. Nothing was changed since. "
                "Ask for another link."
            ),
            "link": reverse("hustings_signup:my_data"),
            "link_label": my_data.TITLE,
        },
        status=410,
    )


@csrf_exempt
@only("GET", "HEAD", "POST")
def ask(request: HttpRequest) -> HttpResponse:
    """An address, and the same answer for every one of them (consent.md R5)."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        origin = origin_of(request)
        if origin is Origin.REFUSE:
            return refuse(request, 403)
        if not form.is_valid():
            return show(request, "my_data_ask.html", {"form": form}, status=422)
        site = Site.find_for_request(request)
        if site and origin is Origin.ACCEPT and not form.looks_automatic:
            self_service.ask_for_my_data(site=site, box=form.cleaned_data["email"])
        return HttpResponseRedirect(reverse("hustings_signup:my_data_asked"))
    return show(request, "my_data_ask.html", {"form": form})


@only("GET", "HEAD")
def asked(request: HttpRequest) -> HttpResponse:
    """What follows, whoever asked."""
    return _message(
        request,
        _("Look into your mailbox"),
        _(
            "If we hold data about this address, an e-mail with a link is on its way. The link "
            "works once and for 30 minutes. At most three such e-mails leave in a day."
        ),
    )


@only("GET", "HEAD")
def erased(request: HttpRequest) -> HttpResponse:
    """After erasing; the address says nothing of who."""
    return _message(
        request,
        _("Your data are erased"),
        _(
            "Nothing leads from our records to you any more. Whoever exported a list with you on "
            "it is asked to delete you there too."
        ),
    )


@behind_link(self_service.LINK, unknown=_over)
def enter(request: HttpRequest, link: Link) -> HttpResponse:
    """The GET shows a button; the POST spends the link and opens a visit of 30 minutes (R13)."""
    if request.method != "POST":
        return show(request, "my_data_enter.html")
    if not self_service.use_link(link=link):
        return _over(request)
    visit = keys.seal(str(link.supporter.uuid), context=CONTEXT)
    return HttpResponseRedirect(reverse("hustings_signup:my_data_visit", args=[visit]))


@behind_link(self_service.NEW_ADDRESS, unknown=_over)
def confirm_address(request: HttpRequest, link: Link) -> HttpResponse:
    """The owner of the new mailbox says yes by a POST."""
    if request.method != "POST":
        return show(request, "my_data_new_address.html")
    try:
        done = self_service.confirm_new_address(link=link)
    except self_service.AddressTaken:
        return _message(
            request,
            _("This address is already known here"),
            _(
                "Somebody on our list has this address, most likely you. Nothing was changed. "
                "Ask for the data of that address, or write to us to make one of the two."
            ),
            status=409,
        )
    if not done:
        return _over(request)
    return _message(
        request, _("Your address is changed"), _("From now on we write to this mailbox.")
    )


def in_visit(*methods: str) -> Callable[[VisitView], Callable[[HttpRequest, str], HttpResponse]]:
    """Finds the person of a visit, at most 30 minutes old; a POST must come from our own page."""

    def decorate(view: VisitView) -> Callable[[HttpRequest, str], HttpResponse]:
        @csrf_exempt
        @only(*methods)
        @wraps(view)
        def wrapper(request: HttpRequest, visit: str) -> HttpResponse:
            seconds = int(self_service.VISIT.total_seconds())
            uuid = keys.unseal(visit, context=CONTEXT, max_age=seconds)
            known = Supporter.objects.select_related("site", "subject_link")
            supporter = known.filter(uuid=uuid).first() if uuid else None
            if supporter is None:
                return _over(request)
            if request.method == "POST" and origin_of(request) is not Origin.ACCEPT:
                return refuse(request, 403)
            return view(request, visit, supporter)

        return wrapper

    return decorate


@in_visit("GET", "HEAD")
def visit(request: HttpRequest, token: str, supporter: Supporter) -> HttpResponse:
    """Everything, with what can be done about it."""
    return _page(request, token, supporter)


@in_visit("POST")
def correct(request: HttpRequest, token: str, supporter: Supporter) -> HttpResponse:
    """Names, postcode, language."""
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _page(request, token, supporter, person_form=form, status=422)
    self_service.correct(supporter=supporter, **form.cleaned_data)
    return _back(token, "corrected")


@in_visit("POST")
def change_address(request: HttpRequest, token: str, supporter: Supporter) -> HttpResponse:
    """The new mailbox is asked, the old one told; the page says the same whatever happens."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, token, supporter, address_form=form, status=422)
    self_service.ask_new_address(supporter=supporter, box=form.cleaned_data["email"])
    return _back(token, "address")


@in_visit("POST")
def withdraw(request: HttpRequest, token: str, supporter: Supporter) -> HttpResponse:
    """One purpose, at once."""
    services.withdraw(supporter=supporter, purpose_keys=request.POST.getlist("purpose"))
    return _back(token, "withdrawn")


@in_visit("GET", "HEAD")
def as_json(request: HttpRequest, token: str, supporter: Supporter) -> HttpResponse:
    """A file for machines (GDPR art. 20)."""
    response = JsonResponse(
        my_data.download(supporter), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return private(response)


@in_visit("GET", "HEAD")
def as_html(request: HttpRequest, token: str, supporter: Supporter) -> HttpResponse:
    """A file for people: one page that needs nothing else."""
    response = show(
        request,
        "my_data_file.html",
        {
            "site": supporter.site,
            "sections": my_data.sections(supporter),
            "receipts": my_data.readable_receipts(supporter),
        },
    )
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.html"'
    return response


@in_visit("GET", "HEAD", "POST")
def erase(request: HttpRequest, token: str, supporter: Supporter) -> HttpResponse:
    """Says first what goes and what stays; one POST, named by its own button."""
    if request.method == "POST":
        if request.POST.get("confirm") != "erase":
            return refuse(request, 403)
        services.erase(
            supporter=supporter,
            reason="request",
            actor=ConsentRecord.Actor.DATA_SUBJECT,
            channel=ConsentRecord.Channel.EMAIL_LINK,
        )
        return HttpResponseRedirect(reverse("hustings_signup:my_data_erased"))
    return show(
        request,
        "my_data_erase.html",
        {"visit": token, "goes": summary.goes(supporter), "stays": summary.stays()},
    )


def _page(
    request: HttpRequest,
    token: str,
    supporter: Supporter,
    *,
    person_form: PersonForm | None = None,
    address_form: AddressForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "visit": token,
        "supporter": supporter,
        "sections": my_data.sections(supporter),
        "receipts": my_data.readable_receipts(supporter),
        "live": [
            (row.purpose, purposes.label_of(row.purpose, supporter.site_id))
            for row in supporter.subscriptions.filter(state__in=LIVE).order_by("purpose")
        ],
        "person_form": person_form or PersonForm.of(supporter),
        "address_form": address_form or AddressForm(),
        "done": request.GET.get("done", ""),
        # The frame says "Error:" in the title of a page with a form that has errors.
        "form": person_form or address_form,
    }
    return show(request, "my_data.html", context, status=status)


def _back(token: str, done: str) -> HttpResponse:
    return HttpResponseRedirect(
        f"{reverse('hustings_signup:my_data_visit', args=[token])}?done={done}"
    )


def _message(request: HttpRequest, heading: str, text: str, status: int = 200) -> HttpResponse:
    return show(request, "message.html", {"heading": heading, "text": text}, status=status)
