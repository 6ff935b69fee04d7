from datetime import date

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from wagtail.images.models import Image
from wagtail.models import Page

from hustings_blog.models import Author, BlogPage, Byline
from tests.blog import translating
from tests.blog.conftest import MakePost, News
from tests.conftest import Campaign

pytestmark = pytest.mark.django_db(transaction=False)


@pytest.fixture
def editor(client: Client, staff: AbstractBaseUser) -> Client:
    client.force_login(staff)
    return client


WORDS = {
    "Un bus de nuit": "A night bus",
    "un-bus-de-nuit": "a-night-bus",
    "Deux phrases. Pas plus.": "Two sentences. No more.",
    "Le marché du samedi": "The Saturday market",
    "Vraiment\u202f? <b>Oui</b>.": "Really? <b>Yes</b>.",
}


@pytest.fixture
def source(make_post: MakePost, picture: Image, camille: Author) -> BlogPage:
    return make_post(
        kind="opinion",
        published_on=date(2026, 10, 31),
        main_image=picture,
        main_image_alt="Le marché du samedi",
        tags=("Mobilité", "École"),
        authors=(camille,),
        body=[("text", "<p>Vraiment\u202f? <b>Oui</b>.</p>")],
    )


@pytest.fixture
def translated(
    editor: Client,
    source: BlogPage,
    campaign: Campaign,
    django_capture_on_commit_callbacks: pytest.FixtureRequest,
) -> BlogPage:
    target = translating.submit(editor, source, campaign.en)
    translating.translate(editor, target, WORDS)
    with django_capture_on_commit_callbacks(execute=True):
        translating.publish(editor, target)
    return BlogPage.objects.get(pk=target.pk)


def test_a_submitted_translation_is_a_draft(
    editor: Client, source: BlogPage, campaign: Campaign
) -> None:
    target = translating.submit(editor, source, campaign.en)
    assert not target.live
    assert target.get_parent().slug == "news"


def test_a_translated_post_has_its_words_in_the_other_language(translated: BlogPage) -> None:
    assert translated.live
    assert translated.title == "A night bus"
    assert translated.slug == "a-night-bus"
    assert translated.summary == "Two sentences. No more."
    assert translated.main_image_alt == "The Saturday market"
    assert "Really? <b>Yes</b>." in str(translated.body)


def test_a_translated_post_keeps_picture_kind_and_date(
    translated: BlogPage, source: BlogPage
) -> None:
    assert translated.main_image == source.main_image
    assert translated.kind == "opinion"
    assert translated.published_on == date(2026, 10, 31)


def test_tags_and_authors_survive_translation(
    translated: BlogPage, source: BlogPage, campaign: Campaign
) -> None:
    assert sorted(translated.tags.names()) == ["Mobilité", "École"]
    assert sorted(source.tags.names()) == ["Mobilité", "École"]
    assert [author.role for author in translated.authors] == ["candidate for mayor"]
    assert [author.role for author in source.authors] == ["candidate"]


def test_a_change_of_tags_and_authors_reaches_the_translation_once(
    editor: Client,
    translated: BlogPage,
    source: BlogPage,
    campaign: Campaign,
    django_capture_on_commit_callbacks: pytest.FixtureRequest,
) -> None:
    anna = Author.objects.create(
        site=campaign.site, name="Anna B.", slug="anna-b", locale=campaign.fr
    )
    source = BlogPage.objects.get(pk=source.pk)
    source.tags.remove("École")
    source.tags.add("Logement")
    source.bylines.add(Byline(author=anna))
    source.save_revision().publish()
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            translating.synchronise(editor, source)
    page = BlogPage.objects.get(pk=translated.pk)
    assert sorted(page.tags.names()) == ["Logement", "Mobilité"]
    assert [author.name for author in page.authors] == ["Camille Martin", "Anna B."]
    assert page.title == "A night bus"
    assert page.tagged_items.count() == 2


def test_an_author_can_be_translated_on_its_own_screen(
    editor: Client, camille: Author, campaign: Campaign
) -> None:
    anna = Author.objects.create(
        site=campaign.site, name="Anna B.", slug="anna-b", role="trésorière", locale=campaign.fr
    )
    url = f"/admin/localize/submit/snippet/hustings_blog/author/{anna.pk}/"
    assert editor.get(url).status_code == 200
    assert editor.post(url, {"locales": [campaign.en.pk]}).status_code == 302
    english = anna.get_translation(campaign.en)
    assert english.slug == "anna-b"
    assert english.site == campaign.site
    assert Page.objects.count() > 1


def test_both_languages_show_the_post_on_home_index_and_feed(
    client: Client, translated: BlogPage, source: BlogPage, news: News, campaign: Campaign
) -> None:
    block = {"heading": "Nouvelles", "page": news.fr.pk, "count": 3}
    for home in (campaign.home_fr, campaign.home_en):
        home.refresh_from_db()
        home.body = [{"type": "news_list", "value": block}]
        home.save_revision().publish()
    client.logout()
    for home, index, title in (
        (campaign.home_fr, news.fr, "Un bus de nuit"),
        (campaign.home_en, news.en, "A night bus"),
    ):
        for url in (home.url, index.url, f"{index.url}atom/"):
            response = client.get(url)
            assert response.status_code == 200, url
            assert title in response.content.decode(), url
    assert client.get(translated.url).status_code == 200
    assert client.get(source.url).status_code == 200
