"""The pages behind the mails of retention: a GET shows one button, only its POST does anything."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from hustings_signup import links, services
from hustings_signup.models import EndWarning, Link, Notice
from hustings_signup.retention import dates, letters
from hustings_signup.views.answers import show
from hustings_signup.views.links import behind_link

NOTICE = "after_vote"


@behind_link("inactive")
def inactive(request: HttpRequest, link: Link) -> HttpResponse:
    """ "Stay on the list"."""
    person = link.supporter
    if request.method == "POST":
        services.stay(supporter=person)
        return HttpResponseRedirect(request.path)
    waiting = person.end_warnings.filter(kind=EndWarning.Kind.INACTIVE, answered_at=None)
    return show(
        request,
        "staying.html",
        {"is_asked": waiting.exists(), "unsubscribe": links.path_to_stop(person)},
    )


@behind_link("after_vote")
def after_vote(request: HttpRequest, link: Link) -> HttpResponse:
    """The exact words of the question; the POST names the version it answers."""
    person = link.supporter
    if request.method == "POST":
        shown = Notice.objects.filter(
            site=person.site_id, slug=NOTICE, sha256=request.POST.get("notice", "")
        ).first()
        if shown is not None:
            services.stay_in_touch(supporter=person, notice=shown)
        return HttpResponseRedirect(request.path)
    notice = Notice.objects.current(site=person.site, slug=NOTICE, locale=person.locale)
    return show(
        request,
        "after_vote.html",
        {
            "notice": notice if letters.may_be_asked(person, timezone.now()) else None,
            "is_kept": person.subscriptions.filter(
                purpose=letters.BEYOND, state=letters.State.ACTIVE
            ).exists(),
            "ends_at": dates.end_of_campaign(person.site),
            "unsubscribe": links.path_to_stop(person),
        },
    )
