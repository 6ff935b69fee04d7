"""`setup_campaign`: what it builds, what it refuses, and that a second run changes nothing."""

import json
import os
import re
import shutil
from collections import Counter
from unittest import mock

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.models import Locale, Page, Site, Workflow
from wagtail_localize.models import Translation

from hustings.campaign.builder import media
from hustings_blog.models import BlogPage
from hustings_events.models import Event, EventPage, Registration
from hustings_home.models import HomePage, IdentitySettings, IssuePage
from hustings_petitions.models import Petition, PetitionPage, Signature
from hustings_signup.models import (
    ConsentRecord,
    Neighbourhood,
    Notice,
    NoticeText,
    Outbox,
    SignupPage,
    SiteAccess,
    Submission,
    Subscription,
    Supporter,
)
from hustings_signup.models.neighbourhoods import PREFIX
from tests.site.setup_runs import pages, rows, run, told_by

PEOPLE = 60
PASSWORD = "a password of the demonstration"


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
        assert french.count() == english.count() == 72
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
        assert Counter(Notice.objects.values_list("locale", flat=True)) == {"fr": 5, "en": 5}
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

    def test_three_neighbourhoods_are_offered_and_some_people_chose_each(self):
        keys = list(Neighbourhood.objects.values_list("key", flat=True))
        assert keys == ["bellefontaine", "saint-eloi", "les-joncheres"]
        for page in pages(SignupPage).filter(offers_neighbourhoods=True):
            html = self.html[page.pk]
            assert html.count('name="neighbourhoods"') == 3, page.get_url()
            assert "Saint-Éloi" in html
            assert " checked" not in html
        assert pages(SignupPage).filter(offers_neighbourhoods=True).count() == 2
        chosen = Subscription.objects.filter(purpose__startswith=PREFIX, state="active")
        assert chosen.exists()
        assert "Every subscription" in told_by("rebuild_subscriptions")

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
        reviewers = {group.name.split(" · ")[0] for group in task.groups.all()}
        assert reviewers == {"Administration", "Publication"}
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
    for stream in ("body", "sources"):  # PostgreSQL keeps the keys of JSON in an order of its own
        data[stream] = json.loads(data.get(stream) or "[]")
    return {name: value for name, value in data.items() if name != "latest_revision_created_at"}
