"""An agenda in two languages with its notices, one event, and people who register for it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from hustings_events import services
from hustings_events.models import Event, EventIndexPage, EventPage, Registration
from hustings_signup import mailbox
from hustings_signup import services as signup
from hustings_signup.models import NoticeOffer, NoticeText, Submission
from hustings_signup.people import Person
from hustings_signup.visits import Visit
from tests.conftest import Campaign

SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
NEWS = "updates.campaign"
State = Registration.State


@dataclass
class Agenda:
    """Index and event in French and English, published, with their notices."""

    campaign: Campaign
    index_fr: EventIndexPage
    index_en: EventIndexPage
    fr: EventPage
    en: EventPage

    @property
    def row(self) -> Event:
        """The shared row as it is in the database now."""
        return Event.objects.get(translation_key=self.fr.translation_key)

    def make(self, **fields: object) -> EventPage:
        """Another published event of the French agenda."""
        return make_event(self.index_fr, **fields)

    def post(self, client: Client, *, code: str = "fr", **values: object):
        """Send the form as a browser does; `headers` replaces what it says of its origin."""
        page = EventPage.objects.get(pk=getattr(self, code).pk)
        headers = values.pop("headers", SAME_ORIGIN)
        form = page.get_public_form()
        typed = {
            "given_name": "Marie",
            "family_name": "Dupont",
            "email": "marie@example.org",
            "party_size": "1",
            "stamp": form.initial["stamp"],
            **values,
        }
        data = {name: value for name, value in typed.items() if value is not None}
        return client.post(page.form_action, data, **headers)


def publish_notices(campaign: Campaign) -> None:
    words = {
        campaign.fr: ("Je m’inscris", "Oui, envoyez-moi les nouvelles.", "Vous acceptez."),
        campaign.en: ("Register", "Yes, e-mail me news.", "By registering you agree."),
    }
    for locale, (button, news, body) in words.items():
        text = NoticeText(
            site=campaign.site,
            locale=locale,
            slug="event",
            title=f"Event {locale.language_code}",
            body=body,
            act_label=button,
            controller="Association Essai",
            withdrawal="by the link in each mail",
            offers=[NoticeOffer(locale=locale, purpose=NEWS, label=news)],
        )
        text.save()
        signup.publish_notice(text=text)


def make_event(index: EventIndexPage, **fields: object) -> EventPage:
    """A published event under an index, ten days from now unless told otherwise."""
    start = timezone.now().replace(microsecond=0) + timedelta(days=10)
    wanted = {
        "title": "Réunion publique",
        "lead": "Parlons du quartier.",
        "place_name": "Salle des fêtes",
        "address": "1 place de la Mairie",
        "postcode": "59000",
        "town": "Lille",
        "department": "59",
        "starts_at": start,
        "locale": index.locale,
        **fields,
    }
    wanted.setdefault("ends_at", wanted["starts_at"] and wanted["starts_at"] + timedelta(hours=2))
    page = index.add_child(instance=EventPage(**wanted))
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


def make_agenda(campaign: Campaign, **fields: object) -> Agenda:
    """Build it; also for tests that fill the database themselves."""
    publish_notices(campaign)
    index_fr = EventIndexPage(title="Agenda", slug="agenda", locale=campaign.fr)
    campaign.home_fr.add_child(instance=index_fr)
    index_fr.save_revision().publish()
    index_en = index_fr.copy_for_translation(campaign.en)
    index_en.title = "Events"
    index_en.save_revision().publish()
    fr = make_event(index_fr, slug="reunion", **{"capacity": 50, **fields})
    en = fr.copy_for_translation(campaign.en)
    en.title, en.slug, en.lead = "Public meeting", "meeting", "Let us talk."
    en.save_revision().publish()
    return Agenda(
        campaign,
        EventIndexPage.objects.get(pk=index_fr.pk),
        EventIndexPage.objects.get(pk=index_en.pk),
        EventPage.objects.get(pk=fr.pk),
        EventPage.objects.get(pk=en.pk),
    )


@pytest.fixture
def agenda(campaign: Campaign) -> Agenda:
    """Two agendas, and one event with 50 places in both languages."""
    return make_agenda(campaign)


def person(address: str = "marie@example.org", **fields: str) -> Person:
    known = {"given_name": "Marie", "family_name": "Dupont"}
    return Person(mailbox=mailbox.parse(address), **{**known, **fields})


def register(
    page: EventPage,
    address: str = "marie@example.org",
    *,
    party: int = 1,
    at: datetime | None = None,
    visit: Visit | None = None,
    note: str = "",
) -> Submission:
    """Register through the service, as the view does, without sending a mail."""
    page = EventPage.objects.get(pk=page.pk)
    return services.register(
        page=page,
        person=person(address),
        party_size=party,
        note=note,
        asked={NEWS: False},
        notice=page.current_notice(),
        visit=visit or Visit(),
        locale=page.locale.language_code,
        at=at,
        send_mail=False,
    )


def confirm(submission: Submission, *, at: datetime | None = None) -> Registration | None:
    """Confirm as the mail's button does; the registration it led to."""
    signup.confirm(submission=submission, at=at, send_mail=False)
    return services.confirm(submission=submission, at=at)


def come(page: EventPage, address: str, *, party: int = 1, at: datetime | None = None):
    """Register and confirm; the registration, fresh from the database."""
    found = confirm(register(page, address, party=party, at=at), at=at)
    return Registration.objects.get(pk=found.pk)


@pytest.fixture
def soon() -> Callable[..., datetime]:
    """`soon(days=1)`: a moment from now."""
    return lambda **wait: timezone.now() + timedelta(**wait)


@pytest.fixture
def english() -> Iterator[None]:
    """The words of the source, whatever the catalogues say."""
    with translation.override("en"):
        yield
