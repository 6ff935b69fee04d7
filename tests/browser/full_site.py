"""A small site with one page of every type, in French, built as staff and visitors would."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.rich_text import RichText

from hustings_blog.models import BlogIndexPage, BlogPage
from hustings_home.models import (
    BrandSettings,
    HomePage,
    IssuePage,
    LegalPage,
    ProgrammeIndexPage,
    StandardPage,
)
from hustings_mailings.models import NewsletterIndexPage, NewsletterPage
from hustings_signup.models import SignupPage
from hustings_signup.services import save_neighbourhood
from tests.conftest import Campaign, make_campaign
from tests.events.conftest import make_agenda, make_event
from tests.petitions.conftest import make_petition, make_petitions
from tests.signup.conftest import make_notice

WORDS = "Depuis dix ans, la ligne 12 ne circule plus après vingt heures. "
TEXT = RichText(
    f"<p>{WORDS * 4}</p><h2>Ce que nous ferons</h2>"
    f'<p>{WORDS}<a href="https://example.org/rapport">Le rapport</a> le détaille.</p>'
    "<ul><li>un bus</li><li>un abri</li></ul><blockquote>Enfin.</blockquote>"
)


@dataclass
class FullSite:
    """The campaign and the address of each page by the name of its type."""

    campaign: Campaign
    paths: dict[str, str] = field(default_factory=dict)


def make_full_site() -> FullSite:
    """Build it in the database of the test."""
    campaign = make_campaign()
    BrandSettings.objects.update(campaign_name="Une ville à vivre")
    site = FullSite(campaign)
    home = campaign.home_fr
    picture = Image.objects.create(title="Le marché", file=get_test_image_file(size=(900, 600)))

    def add(name: str, parent, page):
        parent.add_child(instance=page)
        page.save_revision().publish()
        site.paths[name] = page.get_url()
        return page

    words = "Oui, aussi les nouvelles du quartier {name}."
    make_notice(campaign.site, "news", "fr", boxes=("updates.beyond",), neighbourhood_label=words)
    for key, name in (("vieux-moulin", "Vieux-Moulin"), ("le-port", "Le Port")):
        save_neighbourhood(site=campaign.site, key=key, names={"fr": name})
    letter = SignupPage(title="Recevoir la lettre", slug="agir", lead="Chaque vendredi.")
    letter.offers_neighbourhoods = True
    signup = add("signup", home, letter)
    news = add("news", home, BlogIndexPage(title="Actualités", slug="actus", show_in_menus=True))
    for number in range(4):
        add(
            "post",
            news,
            BlogPage(
                title=f"Pourquoi la ligne 12 doit rouler la nuit : {number}",
                summary=WORDS,
                published_on=date(2026, 11, 2) + timedelta(days=number),
                main_image=picture,
                main_image_alt="Le marché un mardi",
                body=[("text", TEXT), *sample_stream(picture, signup)],
            ),
        )
    petitions = make_petitions(campaign)
    site.paths["petition"] = petitions.fr.get_url()
    site.paths["petitions"] = petitions.index_fr.get_url()
    won = make_petition(petitions.index_fr, slug="gagnee", title="Gagnée", state="won")
    site.paths["petition won"] = won.get_url()
    agenda = make_agenda(campaign)
    site.paths["event"] = agenda.fr.get_url()
    site.paths["events"] = agenda.index_fr.get_url()
    past = timezone.now() - timedelta(days=9)
    site.paths["event past"] = make_event(
        agenda.index_fr, slug="passee", title="Passée", starts_at=past
    ).get_url()
    programme = add("programme", home, ProgrammeIndexPage(title="Programme", show_in_menus=True))
    add(
        "issue",
        programme,
        IssuePage(
            title="Un bus la nuit",
            theme="Se déplacer",
            measure="Un bus toutes les vingt minutes.",
            body=[("text", TEXT)],
            sources=[("source", {"label": "Rapport", "url": "https://example.org/"})],
        ),
    )
    archive = add("letters", home, NewsletterIndexPage(title="Lettres", lead="À vous."))
    words = [("text", TEXT), ("divider", None), ("card", {"page": petitions.fr})]
    add("letter", archive, NewsletterPage(title="Le bus", preheader="Enfin.", body=words))
    add("standard", home, StandardPage(title="L’équipe", slug="equipe", lead=WORDS, body=[]))
    for kind in LegalPage.Kind:
        add(kind.value, home, LegalPage(title=str(kind.label), kind=kind))
    fill_home(HomePage.objects.get(pk=home.pk), picture, signup, news, petitions.fr, agenda)
    site.paths["home"] = "/fr/"
    site.paths["not found"] = "/fr/nulle-part/"
    return site


def sample_stream(picture: Image, signup: SignupPage) -> list[tuple[str, object]]:
    """One block of each kind that a page body of words may hold."""
    file = Document.objects.create(title="Le plan", file=get_test_image_file("plan.pdf"))
    image = {"image": picture, "caption": "Un mardi.", "credit": "L. M.", "width": "wide"}
    return [
        ("heading", {"text": "Tout en un", "level": "h2"}),
        ("quote", {"text": "Enfin.", "attribution": "Nadia B.", "role": "infirmière"}),
        ("callout", {"tone": "ok", "heading": "Voté", "text": TEXT}),
        ("faq", {"heading": "Questions", "items": [{"question": "Combien ?", "answer": TEXT}]}),
        ("table", {"caption": "Heures", "rows": "Ligne|Soir|Nuit|Matin\n12|20 h|–|5 h"}),
        ("numbers", {"heading": "Chiffres", "items": [{"value": "3 €", "label": "par an"}]}),
        ("image", image),
        ("video", {"url": "https://vimeo.com/76979871", "title": "Le bus", "poster": picture}),
        ("download", {"document": file, "title": "", "description": ""}),
        ("button", {"label": "Agir", "page": signup, "url": "", "style": "ghost"}),
        ("people", {"heading": "L’équipe", "items": [{"name": "Nadia B.", "role": "Médecin"}]}),
        ("signup_form", {"heading": "La lettre", "text": "", "page": signup}),
    ]


def fill_home(home: HomePage, picture: Image, signup, news, petition, agenda) -> None:
    """What visitors can do, and a block of each listing kind."""
    home.title = "Une ville qui respire, un quartier qui compte"
    home.eyebrow, home.lead = "Municipales, 15 et 22 mars", WORDS
    home.hero_image, home.signup_page = picture, signup
    home.primary_action_page, home.primary_action_label = petition, "Signer pour le bus"
    home.body = [
        ("cards", {"heading": "Priorités", "items": [{"title": "Se loger", "text": WORDS}]}),
        ("news_list", {"heading": "À la une", "page": news, "count": 3}),
        ("petition_card", {"page": petition}),
        ("event_list", {"heading": "Rendez-vous", "page": agenda.index_fr, "count": 3}),
    ]
    home.save_revision().publish()
