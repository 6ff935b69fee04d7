"""A sign-up page that offers two neighbourhoods, in both languages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest

from hustings_signup import services
from hustings_signup.mailbox import parse
from hustings_signup.models import Neighbourhood, Notice, NoticeText, SignupPage, Supporter
from hustings_signup.people import Person
from hustings_signup.visits import Visit
from tests.signup.conftest import Signup
from tests.signup.staff.conftest import editor, officer, organiser, other

__all__ = ["editor", "officer", "organiser", "other"]

MILL, HARBOUR = "updates.neighbourhood.old-mill", "updates.neighbourhood.harbour"
LABELS = {
    "fr": "Oui, aussi les nouvelles du quartier {name}.",
    "en": "Yes, the news of {name} too.",
}
NEWS = "updates.campaign"


def define(signup: Signup, key: str, fr: str, en: str = "", **options) -> Neighbourhood:
    names = {"fr": fr, "en": en}
    return services.save_neighbourhood(site=signup.campaign.site, key=key, names=names, **options)


@dataclass
class Town:
    """The sign-up pages with their words as they are in force now."""

    signup: Signup

    def notice(self, code: str = "fr") -> Notice:
        """In force."""
        return Notice.objects.current(site=self.signup.campaign.site, slug="news", locale=code)

    def page(self, code: str = "fr") -> SignupPage:
        """As in the database now."""
        return SignupPage.objects.get(pk=getattr(self.signup, code).pk)

    def send(self, email: str = "lea@example.org", *, chosen=(), at=None, offered=True, **about):
        """A form sent through the service, with every box of a neighbourhood offered or none."""
        notice = self.notice()
        boxes = [box["purpose"] for box in notice.neighbourhoods] if offered else []
        asked = dict.fromkeys(boxes, False) | dict.fromkeys(chosen, True)
        return services.submit(
            act=NEWS,
            act_ref="page:news",
            page=self.page(),
            person=Person(mailbox=parse(email), given_name="Léa", **about),
            asked=asked,
            notice=notice,
            visit=Visit(ip="192.0.2.7", payload={"email": email}),
            locale="fr",
            at=at,
            send_mail=False,
        )

    def join(
        self, email: str = "lea@example.org", *, chosen=(MILL,), at: datetime | None = None, **about
    ) -> Supporter:
        """The same, confirmed."""
        sent = self.send(email, chosen=chosen, at=at, **about)
        services.confirm(submission=sent, at=at, send_mail=False)
        return Supporter.objects.get(pk=sent.supporter_id)


@pytest.fixture
def town(signup: Signup) -> Town:
    for text in NoticeText.objects.filter(site=signup.campaign.site, slug="news"):
        text.neighbourhood_label = LABELS[text.locale.language_code]
        text.save()
        text.save_revision().publish()
    define(signup, "old-mill", "Vieux-Moulin", "Old Mill", postcodes=["59000"], sort_order=1)
    define(signup, "harbour", "Le Port", "Harbour", postcodes=["59140"], sort_order=2)
    SignupPage.objects.update(offers_neighbourhoods=True)
    return Town(signup)


@pytest.fixture
def states() -> Callable[[Supporter], dict[str, str]]:
    """Where a person stands, by purpose."""
    return lambda person: dict(person.subscriptions.values_list("purpose", "state"))
