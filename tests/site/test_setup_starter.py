"""`setup_campaign` for a campaign of one's own: what is public, what is refused, what is kept."""

import json
import re
import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Site

from hustings.campaign.builder import media
from hustings_blog.models import BlogPage
from hustings_home.models import BrandSettings, HomePage, IdentitySettings
from hustings_signup.models import NoticeText, Supporter
from tests.site.setup_runs import pages, rows, run

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
        assert NoticeText.objects.filter(site=site).count() == 10
        assert Group.objects.filter(name__endswith="· Deux").count() == 6

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
