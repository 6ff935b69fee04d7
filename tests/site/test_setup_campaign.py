"""`setup_campaign`: what it builds, what it refuses, and that a second run changes nothing."""

import json
import os
import re
import shutil
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path
from unittest import mock

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Site, Workflow
from wagtail_localize.models import Translation

from hustings.campaign.builder import media
from hustings_blog.models import Author, BlogPage, BlogTag
from hustings_events.models import Event, EventPage, Registration
from hustings_home.models import BrandSettings, HomePage, IdentitySettings, IssuePage
from hustings_petitions.models import Petition, PetitionPage, Signature
from hustings_signup.models import (
    ConsentRecord,
    Notice,
    NoticeText,
    Outbox,
    SiteAccess,
    Submission,
    Supporter,
)

PEOPLE = 60
PASSWORD = "a password of the demonstration"


def run(**options):
    """What the command prints."""
    out = StringIO()
    call_command("setup_campaign", interactive=False, stdout=out, stderr=out, **options)
    return out.getvalue()


def rows() -> Counter:
    """How many rows each table has that a second run could double."""
    models = (
        *(Page, Site, Locale, Group, Workflow, Translation, get_image_model(), Author, BlogTag),
        *(Notice, NoticeText, Supporter, Submission, ConsentRecord, Signature, Registration),
        *(Petition, Event, SiteAccess, BrandSettings, IdentitySettings, Outbox),
    )
    return Counter({model.__name__: model.objects.count() for model in models})


def pages(model=Page, *, language=None):
    found = model.objects.filter(depth__gt=1).live().order_by("path")
    return found.filter(locale__language_code=language) if language else found


@pytest.fixture(autouse=True, scope="module")
def _small_pictures(tmp_path_factory):
    """Forty large pictures in nine renditions each would cost minutes, and prove nothing here."""
    folder = tmp_path_factory.mktemp("pictures")
    shutil.copytree(media.FOLDER, folder, dirs_exist_ok=True)
    for number, file in enumerate(sorted(folder.glob("*.webp"))):
        Image.new("RGB", (32, 18), (number, 90, 120)).save(file)
    with mock.patch.object(media, "FOLDER", folder):
        yield


class TestDemonstration(TestCase):
    """One demonstration with sixty people, looked at from all sides."""

    @classmethod
    def setUpTestData(cls):
        with mock.patch.dict(os.environ, {"DEMO_ADMIN_PASSWORD": PASSWORD}):
            cls.told = run(demo=True, people=PEOPLE)
        cls.site = Site.objects.get()
        client = Client(headers={"host": cls.site.hostname})
        answers = {page.pk: client.get(page.get_url()) for page in pages()}
        cls.status = {pk: answer.status_code for pk, answer in answers.items()}
        cls.html = {pk: answer.content.decode() for pk, answer in answers.items()}

    def test_every_page_has_its_translation_under_the_translation_of_its_parent(self):
        french, english = pages(language="fr"), pages(language="en")
        assert french.count() == english.count() == 69
        for page in french.specific():
            other = page.get_translation(Locale.objects.get(language_code="en")).specific
            assert type(other) is type(page)
            assert other.title
            assert other.alias_of is None
            if page.depth > 2:
                assert other.get_parent().translation_key == page.get_parent().translation_key

    def test_the_numbers_promised_are_there(self):
        now = timezone.now()
        assert pages(BlogPage, language="fr").count() == 30
        assert pages(EventPage, language="fr").filter(starts_at__gt=now).count() == 7
        assert pages(EventPage, language="fr").filter(ends_at__lt=now).count() == 5
        assert pages(IssuePage, language="fr").count() == 9
        phases = Counter(petition.phase().value for petition in Petition.objects.all())
        assert phases == {"open": 2, "won": 1, "closed": 1}

    def test_posts_are_of_every_kind_by_four_authors_at_different_dates(self):
        posts = pages(BlogPage, language="fr")
        assert {post.kind for post in posts} == set(BlogPage.Kind.values)
        assert len({post.bylines.get().author.name for post in posts}) == 4
        assert len({post.published_on for post in posts}) == 30
        assert max(post.published_on for post in posts) <= timezone.localdate()

    def test_the_vote_is_on_two_sundays_to_come(self):
        identity = IdentitySettings.objects.get()
        first, second = identity.election_date, identity.second_round_date
        assert first.weekday() == second.weekday() == 6
        assert 90 < (first - timezone.localdate()).days < 130
        assert (second - first).days == 7

    def test_every_page_answers_in_its_language(self):
        for page in pages().specific():
            assert self.status[page.pk] == 200, page.get_url()
            assert f'<html lang="{page.locale.language_code}"' in self.html[page.pk]

    def test_texts_lead_only_to_pages_of_their_language(self):
        for page in pages().specific():
            html = self.html[page.pk]
            other = {"fr": "/en/", "en": "/fr/"}[page.locale.language_code]
            main = re.search(r"<main.*</main>", html, re.DOTALL)[0]
            assert f'href="{other}' not in main, page.get_url()
            assert "<a>" not in main, page.get_url()

    def test_every_page_names_both_languages(self):
        for page in pages().specific():
            html = self.html[page.pk]
            assert {"fr", "en"} <= set(re.findall(r'hreflang="(\w\w)"', html)), page.get_url()

    def test_the_menu_is_the_same_in_both_languages(self):
        def keys(language):
            in_menu = pages(language=language).filter(show_in_menus=True)
            return [page.translation_key for page in in_menu]

        assert len(keys("fr")) == 6
        assert keys("fr") == keys("en")

    def test_nothing_waits_for_a_translator(self):
        for translation in Translation.objects.all():
            done, wanted = translation.get_progress()
            assert done == wanted, translation.source.object_repr

    def test_the_next_sync_keeps_the_english_words(self):
        for translation in Translation.objects.filter(source__object_repr__isnull=False):
            made = translation.get_target_instance()
            synced = translation.source.get_ephemeral_translated_instance(
                translation.target_locale, fallback=True
            )
            assert words_of(synced) == words_of(made), str(made)

    def test_notices_are_published_in_both_languages_and_every_form_is_shown(self):
        assert Counter(Notice.objects.values_list("locale", flat=True)) == {"fr": 4, "en": 4}
        now = timezone.now()
        forms = [
            *pages(PetitionPage).filter(closes_at__gt=now),
            *pages(EventPage).filter(starts_at__gt=now),
        ]
        for page in forms:
            assert 'type="email"' in self.html[page.pk], page.get_url()

    def test_a_notice_says_who_until_when_and_how_to_leave(self):
        words = NoticeText.objects.get(slug="petition", locale__language_code="fr")
        assert "Sauvelle au grand jour" in words.body
        assert "donnees@sauvelle.example" in words.body
        assert "{" not in words.body
        label = words.offers.get().label
        assert str(IdentitySettings.objects.get().second_round_date.year) in label

    def test_people_were_made_through_the_services(self):
        assert Supporter.objects.count() == PEOPLE
        assert Submission.objects.exclude(held_reason="").count() == 0
        submissions = Submission.objects.filter(confirmed_at__isnull=False)
        given = ConsentRecord.objects.filter(type="given")
        assert given.values("submission").distinct().count() == submissions.count()
        for supporter in Supporter.objects.all():
            assert re.fullmatch(
                r"[a-z0-9.-]+@(.+\.)?(example\.(org|net|com)|[a-z]+\.example)", supporter.email
            )
            assert supporter.postcode
            assert supporter.town

    def test_the_counts_are_the_sums_of_what_people_did(self):
        for petition in Petition.objects.all():
            confirmed = petition.signatures.filter(state="confirmed").count()
            assert petition.tally.confirmed == confirmed > 0
        for event in Event.objects.all():
            held = sum(event.registrations.values_list("seats_held", flat=True))
            assert event.seats_taken == held > 0
            assert held <= event.capacity
        acts = Submission.objects.count()
        signed, registered = Signature.objects.count(), Registration.objects.count()
        signed_up = Submission.objects.filter(act_ref__startswith="page:").count()
        assert acts == signed + registered + signed_up

    def test_no_mail_waits_to_be_sent(self):
        assert set(Outbox.objects.values_list("state", flat=True)) == {Outbox.State.DONE}

    def test_nothing_happened_in_the_future_or_before_it_was_announced(self):
        now = timezone.now()
        assert not Submission.objects.filter(created_at__gt=now).exists()
        assert not Submission.objects.filter(confirmed_at__gt=now).exists()
        for submission in Submission.objects.exclude(page=None).select_related("page"):
            assert submission.created_at >= submission.page.first_published_at

    def test_editors_see_content_and_never_people(self):
        editors = Group.objects.get(name__startswith="Rédaction")
        assert not editors.permissions.filter(codename="list_people").exists()
        assert editors.page_permissions.filter(page__in=HomePage.objects.all()).exists()
        officers = Group.objects.get(name__startswith="Données")
        assert officers.permissions.filter(codename="list_people").exists()
        assert not officers.page_permissions.exists()
        assert SiteAccess.objects.filter(group=officers, site=self.site).exists()

    def test_groups_that_could_edit_every_site_are_gone(self):
        assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()

    def test_the_workflow_asks_the_administrators(self):
        task = Workflow.objects.get().tasks.get().specific
        assert task.groups.get().name.startswith("Administration")
        for home in HomePage.objects.all():
            assert home.get_workflow() == Workflow.objects.get()

    def test_the_login_uses_the_given_password(self):
        assert authenticate(username="admin", password=PASSWORD).is_superuser
        assert PASSWORD not in self.told

    def test_staff_edit_a_page_and_its_translation_side_by_side(self):
        client = Client(headers={"host": self.site.hostname})
        client.force_login(authenticate(username="admin", password=PASSWORD))
        for language in ("fr", "en"):
            post = pages(BlogPage, language=language).first()
            answer = client.get(reverse("wagtailadmin_pages:edit", args=[post.pk]))
            assert answer.status_code == 200
            is_translated = language == "en"
            assert ("wagtail_localize" in answer.content.decode()) == is_translated

    def test_a_second_run_changes_nothing(self):
        before = rows()
        told = run(demo=True, people=PEOPLE)
        assert rows() == before
        assert "nothing was changed" in told

    def test_a_second_run_keeps_what_staff_changed(self):
        post = pages(BlogPage, language="fr").first()
        post.title = "Un autre titre"
        post.save_revision().publish()
        run(demo=True, people=PEOPLE)
        post.refresh_from_db()
        assert post.title == "Un autre titre"

    def test_a_page_that_was_deleted_comes_back_in_both_languages(self):
        Page.objects.filter(slug="contact").first().specific.delete()
        Page.objects.filter(slug="contact").first().specific.delete()
        run(demo=True, people=PEOPLE)
        assert Page.objects.filter(slug="contact").live().count() == 2


def words_of(instance):
    """Every field an editor writes, without the keys of child rows."""
    if not hasattr(instance, "serializable_data"):
        return instance.name, instance.role
    data = instance.serializable_data()
    for child in (*data.get("bylines", []), *data.get("tagged_items", [])):
        child.pop("pk")
    data.get("tagged_items", []).sort(key=lambda child: child["tag"])
    data["body"] = json.loads(data.get("body") or "[]")
    return {name: value for name, value in data.items() if name != "latest_revision_created_at"}


FACTS = """
campaign_name = "Vivre à Valmont"
candidate = "Camille Exemple"
office = "Mairie de Valmont"
place = "Valmont"
first_round = 2031-03-16
second_round = "2031-03-23"
publisher = "Association Valmont"
data_contact_email = "donnees@example.org"
primary_colour = "#224466"
"""


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    file = tmp_path / "campaign.toml"
    file.write_text(FACTS, encoding="utf-8")
    return file


@pytest.mark.django_db
class TestStarter:
    """A campaign of one's own."""

    def test_a_file_is_enough(self, facts):
        run(config=facts)
        site = Site.objects.get()
        home = site.root_page.specific
        assert home.title == "Vivre à Valmont"
        assert home.eyebrow == "Mairie de Valmont · 16 mars 2031"
        english = home.get_translation(Locale.objects.get(language_code="en")).specific
        assert english.eyebrow == "Mairie de Valmont · 16 March 2031"
        identity = IdentitySettings.objects.get(site=site)
        assert identity.second_round_date == date(2031, 3, 23)
        assert BrandSettings.objects.get(site=site).primary_colour == "#224466"

    def test_json_is_understood_too(self, tmp_path):
        file = tmp_path / "campaign.json"
        file.write_text(json.dumps({"campaign_name": "Valmont", "first_round": "2031-03-16"}))
        run(config=file)
        assert Site.objects.get().site_name == "Valmont"

    def test_what_is_to_be_completed_is_not_public(self, facts):
        run(config=facts)
        client = Client()
        for page in pages().specific():
            answer = client.get(page.get_url(), headers={"host": Site.objects.get().hostname})
            assert answer.status_code == 200, page.get_url()
            html = answer.content.decode()
            assert "À compléter" not in html, page.get_url()
            assert "To be completed" not in html, page.get_url()
        drafts = Page.objects.filter(live=False)
        assert drafts.count() == 12
        for draft in drafts.specific():
            text = json.loads(f"[{draft.to_json()}]")
            assert re.search("À compléter|To be completed", str(text)), draft.title

    def test_the_starter_has_no_people_and_no_posts(self, facts):
        run(config=facts)
        assert not Supporter.objects.exists()
        assert not BlogPage.objects.exists()
        assert get_image_model().objects.count() == 0

    def test_a_second_run_changes_nothing(self, facts):
        run(config=facts)
        before = rows()
        assert "nothing was changed" in run(config=facts)
        assert rows() == before

    def test_a_dry_run_counts_what_the_run_makes_and_writes_nothing(self, facts):
        before = rows()
        told = run(config=facts, dry_run=True)
        assert rows() == before
        said = dict(re.findall(r"  (\w+): (\d+)", told))
        done = dict(re.findall(r"^(\w+): (\d+)", run(config=facts), re.MULTILINE))
        assert said["pages"] == done["pages"]
        assert said["notices"] == done["notices"]
        assert set(re.findall(r": (\d+)", run(config=facts, dry_run=True))) == {"0"}

    def test_a_site_with_pages_of_its_own_is_left_alone(self, facts):
        run(config=facts)
        home = HomePage.objects.filter(locale__language_code="fr").get()
        own = home.get_children().get(slug="actus")
        own.add_child(instance=BlogPage(title="À nous", summary="À nous.", locale=own.locale))
        Page.objects.get(slug="benevoles").delete()
        for options in ({}, {"dry_run": True}):
            with pytest.raises(CommandError, match="--add"):
                run(config=facts, **options)
        assert not Page.objects.filter(slug="benevoles").exists()
        run(config=facts, add=True)
        assert Page.objects.filter(slug="benevoles").exists()
        assert BlogPage.objects.get().title == "À nous"

    def test_a_foreign_home_page_is_never_replaced(self, facts):
        root = Page.objects.get(depth=1)
        other = root.add_child(instance=Page(title="Autre", slug="autre"))
        Site.objects.update(root_page=other)
        with pytest.raises(CommandError, match="has another root page"):
            run(config=facts, add=True)
        with pytest.raises(CommandError, match="already has 1 pages"):
            run(config=facts)

    def test_a_second_campaign_gets_a_site_of_its_own(self, facts, tmp_path):
        run(config=facts)
        second = tmp_path / "second.toml"
        second.write_text('campaign_name = "Deux"\nsite_address = "https://deux.example.org"')
        run(config=second)
        site = Site.objects.get(hostname="deux.example.org")
        assert site.port == 443
        assert site.root_page != Site.objects.exclude(pk=site.pk).get().root_page
        assert NoticeText.objects.filter(site=site).count() == 8
        assert Group.objects.filter(name__endswith="· Deux").count() == 4

    def test_everything_wrong_with_a_file_is_said_at_once(self, tmp_path):
        file = tmp_path / "campaign.toml"
        file.write_text(
            'primary_colour = "blue"\ncontact_email = "nobody"\nsecond_round = 2031-03-23\n'
            'logo = "none.png"\nsite_address = "valmont"'
        )
        with pytest.raises(CommandError) as error:
            run(config=file)
        for word in ("campaign_name", "blue", "nobody", "second_round", "none.png", "site_address"):
            assert word in str(error.value)

    def test_the_demonstration_does_not_join_people_who_are_there(self, facts):
        run(config=facts)
        Supporter.objects.create(
            site=Site.objects.get(),
            email="x@example.org",
            email_canonical="x@example.org",
            locale="fr",
            created_at=timezone.now(),
        )
        before = rows()
        with pytest.raises(CommandError, match="people of its own"):
            run(demo=True, people=5)
        assert rows() == before

    def test_the_demonstration_brings_its_own_facts(self, facts):
        with pytest.raises(CommandError, match="leave --config out"):
            run(demo=True, config=facts)

    def test_a_logo_is_stored_beside_the_file_that_names_it(self, facts):
        shutil.copy(media.FOLDER / "logo.webp", facts.parent)
        facts.write_text(FACTS + 'logo = "logo.webp"\n', encoding="utf-8")
        run(config=facts)
        assert BrandSettings.objects.get().logo.title == "Vivre à Valmont"

    def test_questions_are_asked_and_a_password_is_never_printed_without_need(self, monkeypatch):
        answers = iter(["", "Valmont", "Camille Exemple", *[""] * 2, "16/3", "2031-03-16"])
        monkeypatch.setattr("builtins.input", lambda prompt: next(answers, ""))
        out, err = StringIO(), StringIO()
        call_command("setup_campaign", stdout=out, stderr=err)
        assert "It needs a name." in err.getvalue()
        assert "2027-03-14" in err.getvalue()
        assert IdentitySettings.objects.get().election_date == date(2031, 3, 16)
        assert "password" not in out.getvalue()
