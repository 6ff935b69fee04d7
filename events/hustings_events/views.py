"""Takes a registration, shows and cancels one's own, and gives calendars."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from hustings_events import acts, agenda, ics, services
from hustings_events.models import Event, EventIndexPage, EventPage, Registration
from hustings_events.services.confirming import registration_of
from hustings_events.services.queueing import place_in_line
from hustings_signup.forms import PublicForm
from hustings_signup.models import Link, Submission
from hustings_signup.views.acts import ActFormView
from hustings_signup.views.answers import private
from hustings_signup.views.links import behind_link
from hustings_signup.visits import Visit

#: Seconds any cache may keep a calendar.
CALENDAR_MAX_AGE = 300


class RegisterView(ActFormView):
    """Takes the form of an event page."""

    page_model = EventPage

    def perform(self, *, page: EventPage, form: PublicForm, visit: Visit) -> Submission:
        """Store the registration; no seat is sold before its mailbox confirms it."""
        return services.register(
            page=page,
            person=form.person,
            party_size=form.cleaned_data["party_size"],
            note=form.cleaned_data["note"],
            asked=form.asked,
            notice=form.notice,
            visit=visit,
            locale=page.locale.language_code,
        )


@behind_link(acts.LINK_KIND)
def registration(request: HttpRequest, link: Link) -> HttpResponse:
    """A GET shows one's own registration; its POST cancels it (consent.md R4)."""
    submission = link.submission
    assert submission is not None  # noqa: S101 - this kind of link always has one
    found = registration_of(submission)
    if request.method == "POST":
        if found is not None:
            services.cancel(registration=found)
        return HttpResponseRedirect(request.path)
    page = acts.page_of(found, submission.locale) if found else None
    is_over = found is not None and found.event.ends_at <= timezone.now()
    context = {
        "registration": found,
        "event_page": page,
        "title": page.title if page else (found.event.title if found else ""),
        "number": place_in_line(found) if found else 0,
        "is_over": is_over,
        "is_registered": found is not None and found.state == Registration.State.REGISTERED,
        "may_cancel": found is not None and found.is_live and not is_over,
    }
    return private(TemplateResponse(request, "hustings_events/registration.html", context).render())


@require_safe
def event_calendar(request: HttpRequest, page_id: int) -> HttpResponse:
    """One event as an .ics file."""
    page = _public(EventPage, request, page_id)
    if page.row is None:
        raise Http404
    with translation.override(page.locale.language_code):
        return _calendar(ics.single(page, page.row), name=page.slug)


@require_safe
def agenda_calendar(request: HttpRequest, page_id: int) -> HttpResponse:
    """All events of an agenda, past ones too, as a calendar to subscribe to."""
    index = _public(EventIndexPage, request, page_id)
    pages = list(agenda.events(index).select_related("alias_of").order_by("starts_at", "pk"))
    by_key = {page.event_key: page for page in pages}
    rows = Event.objects.filter(site=index.get_site(), translation_key__in=list(by_key))
    listed = [(by_key[row.translation_key], row) for row in rows.order_by("starts_at", "pk")]
    language = index.locale.language_code
    with translation.override(language):
        return _calendar(ics.feed(index.title, listed, language=language), name=index.slug)


def _public(model: type[Page], request: HttpRequest, page_id: int) -> Any:
    """A live page of this site that everybody may see."""
    page = get_object_or_404(model.objects.live().select_related("locale"), pk=page_id)
    if page.get_site() != Site.find_for_request(request) or page.get_view_restrictions():
        raise Http404
    return page


def _calendar(content: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=ics.MIME_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="{name[:60]}.ics"'
    response.headers["Cache-Control"] = f"public, max-age={CALENDAR_MAX_AGE}"
    return response
