"""Registering, as the confirmation mail and the pages after it tell it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from hustings_events import ics, services
from hustings_events.models import Event, EventPage, Registration
from hustings_events.models.event import Status
from hustings_events.services.confirming import registration_of
from hustings_events.services.queueing import place_in_line
from hustings_signup import links
from hustings_signup.acts import Act, Thanks, ThanksLink, public_pages
from hustings_signup.models import Link, Notice, Submission
from hustings_signup.people import Person
from hustings_signup.services.confirming import NotConfirmable
from hustings_signup.visits import Visit

REGISTER = "event.register"
LINK_KIND = "registration"
State = Registration.State
#: What the mailbox's holder has settled; a form that waits settles nothing.
DECIDED = (State.REGISTERED, State.WAITING, State.CANCELLED)


class RegisterAct(Act):
    """The press of "Register"."""

    key = REGISTER
    notice_slug = "event"

    def title(self, submission: Submission) -> str:
        """The event's title in the person's language; its staff title when the page is gone."""
        return super().title(submission) or event_of(submission).title

    def subject(self, submission: Submission) -> str:
        """Subject of the first mail."""
        return _("Confirm your registration: %(title)s") % {"title": self.title(submission)}

    def awaiting(self, submission: Submission) -> str:
        """First sentence of the first mail."""
        return _("A registration with this address awaits your agreement.")

    def asked(self, submission: Submission) -> str:
        """The item on the confirm page."""
        registration = registration_of(submission)
        return people(registration.party_size if registration else 1)

    def confirm(self, submission: Submission, at: datetime) -> None:
        """Take the seats, and make the link to one's own registration."""
        try:
            registration = services.confirm(submission=submission, at=at)
        except services.Closed:
            raise NotConfirmable("closed") from None
        if registration is not None:
            own_link(registration)

    def release_unconfirmed(self, at: datetime) -> None:
        """Give back the seats nobody confirmed."""
        services.release_expired(at=at)

    def thanks(self, submission: Submission) -> Thanks:
        """Registered or waiting, what to know, and the way out."""
        registration = registration_of(submission)
        if registration is None:
            return Thanks(heading=_("This registration is not kept any more."))
        if not registration.is_live:
            return _ended(registration)
        page = page_of(registration, submission.locale)
        manage = ThanksLink(_("See or cancel my registration"), links.path(own_link(registration)))
        if registration.state == State.WAITING:
            return Thanks(heading=_in_line(registration), lines=facts(page), links=[manage])
        return Thanks(
            heading=_("You are registered: see you there."),
            lines=[
                ngettext(
                    "We are expecting %(count)d person.",
                    "We are expecting %(count)d people.",
                    registration.party_size,
                )
                % {"count": registration.party_size},
                *facts(page),
                *private_lines(page),
            ],
            links=[manage],
            attachments=calendar_files(page, registration),
        )

    def open_pages(
        self, *, site: Site, language: str, mailbox: Collection[str], at: datetime
    ) -> list[EventPage]:
        """Events to come that have places left, the next first."""
        settled = Registration.objects.filter(folded_hash__in=mailbox, state__in=DECIDED)
        has_places = Q(capacity=None) | Q(seats_taken__lt=F("capacity"))
        rows = Event.objects.filter(
            has_places,
            site=site,
            status=Status.SCHEDULED,
            takes_registrations=True,
            starts_at__gt=at,
        ).exclude(pk__in=settled.values("event"))
        pages = EventPage.objects.order_by("starts_at", "pk")
        return public_pages(pages, rows, site=site, language=language)

    def has_decided(self, page: EventPage, mailbox: Collection[str]) -> bool:
        """Whether the mailbox is registered or in the line, or has cancelled."""
        return Registration.objects.filter(
            event=page.row, folded_hash__in=mailbox, state__in=DECIDED
        ).exists()

    def facts(self, page: EventPage) -> list[str]:
        """When and where."""
        return facts(page)

    def pressed_by(self, person: Person) -> str:
        """One press is one person; the form of the page takes more."""
        return _("1 person")

    def take(
        self,
        *,
        page: EventPage,
        person: Person,
        notice: Notice,
        visit: Visit,
        press: uuid.UUID,
        at: datetime,
    ) -> Submission:
        """Register one person."""
        try:
            return services.register(
                page=page,
                person=person,
                party_size=1,
                asked={},
                notice=notice,
                visit=visit,
                locale=page.locale.language_code,
                at=at,
                press=press,
            )
        except services.Closed:
            raise NotConfirmable("closed") from None


def people(count: int) -> str:
    """The act as an item of the list on the confirm page."""
    return ngettext(
        "your registration, for %(count)d person",
        "your registration, for %(count)d people",
        count,
    ) % {"count": count}


def event_of(submission: Submission) -> Event:
    """The event a submission refers to ("event:42")."""
    return Event.objects.get(pk=int(submission.act_ref.removeprefix("event:")))


def page_of(registration: Registration, language: str) -> EventPage | None:
    """The event's live page in the person's language, else in another."""
    return registration.event.page_in(language)


def own_link(registration: Registration) -> Link:
    """The link to see and cancel a registration."""
    return links.make(
        kind=LINK_KIND, supporter=registration.person, submission=registration.submission
    )


def facts(page: EventPage | None) -> list[str]:
    """When and where, a line each."""
    if page is None:
        return []
    return [f"{page.when} ({page.zone_name})", *([page.location] if page.location else [])]


def private_lines(page: EventPage | None) -> list[str]:
    """What only those who come are told."""
    return page.private_details.splitlines() if page else []


def calendar_files(
    page: EventPage | None, registration: Registration
) -> list[tuple[str, bytes, str]]:
    """The event for one's own calendar, with what only those who come are told."""
    if page is None:
        return []
    content = ics.single(page, registration.event, private_details=page.private_details)
    return [(f"{page.slug[:60]}.ics", content, ics.MIME_TYPE)]


def _in_line(registration: Registration) -> str:
    return _("You are on the waiting list: number %(number)d.") % {
        "number": place_in_line(registration)
    }


def _ended(registration: Registration) -> Thanks:
    others = Registration.objects.filter(
        event=registration.event_id,
        folded_hash=registration.folded_hash,
        state__in=[State.REGISTERED, State.WAITING],
    )
    if others.exists():
        return Thanks(
            heading=_("This mailbox has a registration already."),
            lines=[_("The e-mail sent when it was confirmed has the link to see or change it.")],
        )
    return Thanks(heading=_("This registration is cancelled."))
