"""A petition in two languages with its notices, and people who sign it."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.http import HttpResponse
from django.test import Client

from hustings_petitions import services
from hustings_petitions.models import Petition, PetitionIndexPage, PetitionPage
from hustings_signup import mailbox
from hustings_signup import services as signup
from hustings_signup.models import Notice, NoticeOffer, NoticeText, Submission
from hustings_signup.people import Person
from hustings_signup.visits import Visit
from tests.conftest import Campaign

NEWS = "updates.campaign"


@dataclass
class Petitions:
    """Index and petition in French and English, published, with their notices."""

    campaign: Campaign
    index_fr: PetitionIndexPage
    index_en: PetitionIndexPage
    fr: PetitionPage
    en: PetitionPage

    @property
    def row(self) -> Petition:
        return Petition.objects.select_related("tally").get(translation_key=self.fr.translation_key)


def publish_notices(campaign: Campaign, *, only: str = "") -> None:
    """The words under the form, in each language or in one."""
    words = {
        campaign.fr: ("Signer", "Oui, envoyez-moi les nouvelles.", "En signant, vous acceptez."),
        campaign.en: ("Sign", "Yes, e-mail me news.", "By signing you agree."),
    }
    for locale, (button, news, body) in words.items():
        if only not in ("", locale.language_code):
            continue
        text = NoticeText(
            site=campaign.site,
            locale=locale,
            slug="petition",
            title=f"Petition {locale.language_code}",
            body=body,
            act_label=button,
            controller="Association Essai",
            withdrawal="by the link in each mail",
            offers=[NoticeOffer(locale=locale, purpose=NEWS, label=news)],
        )
        text.save()
        signup.publish_notice(text=text)


def make_petition(index: PetitionIndexPage, **fields: object) -> PetitionPage:
    """A published petition under an index."""
    wanted = {
        "title": "Un bus de nuit",
        "ask": "Un bus toutes les vingt minutes.",
        "addressee": "la présidente",
        "goal": 500,
        "locale": index.locale,
        **fields,
    }
    page = index.add_child(instance=PetitionPage(**wanted))
    page.save_revision().publish()
    return PetitionPage.objects.get(pk=page.pk)


def make_petitions(campaign: Campaign) -> Petitions:
    """Build it; also for tests that fill the database themselves."""
    publish_notices(campaign)
    index_fr = PetitionIndexPage(title="Pétitions", slug="petitions", locale=campaign.fr)
    campaign.home_fr.add_child(instance=index_fr)
    index_fr.save_revision().publish()
    index_en = index_fr.copy_for_translation(campaign.en)
    index_en.title = "Petitions"
    index_en.save_revision().publish()
    fr = make_petition(index_fr, slug="bus")
    en = fr.copy_for_translation(campaign.en)
    en.title, en.slug, en.ask = "A night bus", "bus", "A bus every twenty minutes."
    en.save_revision().publish()
    return Petitions(campaign, index_fr, index_en, fr, PetitionPage.objects.get(pk=en.pk))


@pytest.fixture
def petitions(campaign: Campaign) -> Petitions:
    return make_petitions(campaign)


@pytest.fixture
def second(petitions: Petitions) -> PetitionPage:
    """Another open petition, in French."""
    return make_petition(petitions.index_fr, slug="abri", title="Un abri", ask="Un abri au port.")


@pytest.fixture
def first(petitions: Petitions, second: PetitionPage) -> Submission:
    """Marie has just confirmed her signature under the first."""
    return sign_and_confirm(petitions.fr)


def person(address: str = "marie@example.org", **fields: str) -> Person:
    known = {
        "given_name": "Marie",
        "family_name": "Dupont",
        "postcode": "59000",
        "town": "Lille",
        "department": "59",
    }
    return Person(mailbox=mailbox.parse(address), **{**known, **fields})


def sign(
    page: PetitionPage,
    address: str = "marie@example.org",
    *,
    at: datetime | None = None,
    visit: Visit | None = None,
    news: bool = False,
    **fields: str,
) -> Submission:
    """Sign through the service, as the view does, without sending a mail."""
    page = PetitionPage.objects.get(pk=page.pk)
    notice = page.current_notice()
    assert isinstance(notice, Notice)
    return services.sign(
        page=page,
        person=person(address, **fields),
        asked={NEWS: news},
        notice=notice,
        visit=visit or Visit(),
        locale=page.locale.language_code,
        at=at,
        send_mail=False,
    )


def sign_and_confirm(
    page: PetitionPage, address: str = "marie@example.org", **fields: str
) -> Submission:
    """A signature that counts."""
    return signup.confirm(submission=sign(page, address, **fields), send_mail=False)


def filled(page: PetitionPage, **typed: str) -> dict[str, str]:
    """What a browser sends for a filled-in form of the page."""
    form = PetitionPage.objects.get(pk=page.pk).get_public_form()
    assert form is not None
    known = {
        "given_name": "Marie",
        "family_name": "Dupont",
        "email": "marie@example.org",
        "postcode": "59000",
        "stamp": form.initial["stamp"],
    }
    return {**known, **typed}


def post(client: Client, page: PetitionPage, **typed: str) -> HttpResponse:
    """Send the form as a browser does; names in capitals are headers."""
    headers = {name: typed.pop(name) for name in list(typed) if name.isupper()}
    headers.setdefault("HTTP_SEC_FETCH_SITE", "same-origin")
    return client.post(page.form_action, filled(page, **typed), **headers)
