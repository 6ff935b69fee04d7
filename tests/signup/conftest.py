"""A sign-up page in two languages with its published notices."""

from dataclasses import dataclass

import pytest
from django.test import Client
from wagtail.models import Locale, Site

from hustings_signup import services
from hustings_signup.forms import purpose_field
from hustings_signup.mailbox import parse
from hustings_signup.models import Notice, NoticeOffer, NoticeText, SignupPage, Submission
from hustings_signup.people import Person
from hustings_signup.visits import Visit
from tests.conftest import Campaign

SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
WORDS = {
    "fr": {
        "title": "Recevoir les nouvelles",
        "body": "En vous inscrivant, vous acceptez que l’association vous écrive.",
        "act_label": "Je m’inscris",
        "beyond": "Oui, écrivez-moi aussi après le vote.",
        "volunteer": "Oui, appelez-moi pour aider.",
    },
    "en": {
        "title": "Receive the news",
        "body": "By signing up you agree that the association writes to you.",
        "act_label": "Sign me up",
        "beyond": "Yes, write to me after the vote too.",
        "volunteer": "Yes, call on me to help.",
    },
}


def make_notice(
    site: Site, slug: str, code: str, *, boxes: tuple[str, ...] = (), neighbourhood_label: str = ""
) -> Notice:
    """Publish a notice as an editor would: the text is saved, then frozen."""
    words = WORDS[code]
    text = NoticeText(
        site=site,
        slug=slug,
        locale=Locale.objects.get(language_code=code),
        title=words["title"],
        body=words["body"],
        act_label=words["act_label"],
        neighbourhood_label=neighbourhood_label,
        controller="Association Essai",
        withdrawal="Lien en bas de chaque e-mail",
    )
    text.offers = [
        NoticeOffer(
            purpose=purpose,
            label=words["beyond"] if purpose == "updates.beyond" else words["volunteer"],
            locale=text.locale,
            sort_order=number,
        )
        for number, purpose in enumerate(boxes)
    ]
    text.save()
    text.save_revision().publish()
    return Notice.objects.current(site=site, slug=slug, locale=code)


@dataclass
class Signup:
    """The page in both languages and the notice behind each."""

    campaign: Campaign
    fr: SignupPage
    en: SignupPage
    notice_fr: Notice
    notice_en: Notice

    def submit(
        self, email: str = "lea@example.org", *, ticked: tuple[str, ...] = (), **options
    ) -> Submission:
        """Through the service, as the form does."""
        person = options.pop("person", None) or Person(mailbox=parse(email), given_name="Léa")
        return services.submit(
            act="updates.campaign",
            act_ref=f"page:{self.fr.translation_key}",
            page=self.fr,
            person=person,
            asked=dict.fromkeys(ticked, True),
            notice=self.notice_fr,
            visit=options.pop("visit", Visit(ip="192.0.2.7", payload={"email": email})),
            locale="fr",
            **options,
        )

    def post(self, client: Client, *, code: str = "fr", **values):
        """Send the form as a browser does; purposes are named by their key."""
        page = getattr(self, code)
        form = page.get_public_form()
        data = {"email": "lea@example.org", "stamp": form.initial["stamp"]}
        for name, value in values.pop("boxes", {}).items():
            data[purpose_field(name)] = value
        headers = values.pop("headers", SAME_ORIGIN)
        return client.post(page.form_action, {**data, **values}, **headers)


@pytest.fixture
def signup(campaign: Campaign) -> Signup:
    """A live sign-up page in French and English, offering two more purposes."""
    boxes = ("updates.beyond", "volunteer.contact")
    notice_fr = make_notice(campaign.site, "news", "fr", boxes=boxes)
    notice_en = make_notice(campaign.site, "news", "en", boxes=boxes)
    fr = SignupPage(title="S’inscrire", slug="s-inscrire", locale=campaign.fr)
    campaign.home_fr.add_child(instance=fr)
    fr.save_revision().publish()
    en = fr.copy_for_translation(campaign.en)
    en.title, en.slug = "Sign up", "sign-up-page"
    en.save_revision().publish()
    return Signup(
        campaign,
        SignupPage.objects.get(pk=fr.pk),
        SignupPage.objects.get(pk=en.pk),
        notice_fr,
        notice_en,
    )
