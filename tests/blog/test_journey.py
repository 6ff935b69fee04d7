"""An editor's way through the real admin: from the login form to both languages online."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission
from wagtail.test.utils.form_data import rich_text

from hustings_blog.models import Author, BlogPage
from hustings_home.models import HomePage
from tests.blog import translating, writing
from tests.blog.conftest import News
from tests.conftest import PASSWORD, Campaign

FEATURES = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "blockquote"]
PARAGRAPH = "Ce n’est pas cher\u202f: 1\u202f200\u00a0€ par an. Pourquoi attendre\u202f? " * 40
ARTICLE = (
    "<h2>Le constat</h2>"
    + f"<p>{PARAGRAPH.strip()}</p>" * 12
    + "<h3>Ce que cela change</h3>"
    + "<blockquote>On ne demande pas la lune.</blockquote>"
    + '<p>Le <a href="https://example.org/plan">plan complet</a> est <b>public</b>.</p>'
    + "<ul><li>un bus</li><li>un abri</li></ul>"
)
WORDS = {
    "Un bus de nuit\u202f!": "A night bus!",
    "un-bus-de-nuit": "a-night-bus",
    "Nous voulons un bus après vingt heures.": "We want a bus after eight.",
    "Le dépôt de bus": "The bus depot",
    "Le constat": "The facts",
}


@pytest.fixture
def editor(client: Client, campaign: Campaign) -> Client:
    """Not a superuser: may write, publish and translate below both home pages, and log in."""
    group = Group.objects.create(name="Rédaction")
    for codename in (
        "access_admin",
        "submit_translation",
        "add_author",
        "change_author",
        "view_author",
    ):
        group.permissions.add(Permission.objects.get(codename=codename))
    for home in (campaign.home_fr, campaign.home_en):
        for codename in ("add_page", "change_page", "publish_page"):
            permission = Permission.objects.get(codename=codename)
            GroupPagePermission.objects.create(group=group, page=home, permission=permission)
    for codename in ("add_image", "change_image", "choose_image"):
        GroupCollectionPermission.objects.create(
            group=group,
            collection=Collection.get_first_root_node(),
            permission=Permission.objects.get(codename=codename),
        )
    user = get_user_model().objects.create_user("lea", "lea@example.org", PASSWORD)
    user.groups.add(group)
    response = client.post(reverse("wagtailadmin_login"), {"username": "lea", "password": PASSWORD})
    assert response.status_code == 302
    return client


def upload(editor: Client, title: str) -> Image:
    """Upload a picture in the chooser, without leaving the page form."""
    file = get_test_image_file(filename="depot.png", size=(800, 500)).file
    response = editor.post(
        reverse("wagtailimages_chooser:create"),
        {
            "image-chooser-upload-title": title,
            "image-chooser-upload-file": SimpleUploadedFile(
                "depot.png", file.getvalue(), content_type="image/png"
            ),
            "image-chooser-upload-collection": str(Collection.get_first_root_node().pk),
            "image-chooser-upload-description": title,
        },
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert response.status_code == 200, response.content.decode()
    return Image.objects.get(title=title)


def test_an_editor_writes_a_post_with_a_picture_translates_it_and_both_are_online(
    editor: Client,
    news: News,
    campaign: Campaign,
    django_capture_on_commit_callbacks: pytest.FixtureRequest,
) -> None:
    campaign.home_fr.refresh_from_db()
    campaign.home_en.refresh_from_db()
    for home in (campaign.home_fr, campaign.home_en):
        block = {"heading": "Actus", "page": news.fr.pk, "count": 3}
        home.body = [{"type": "news_list", "value": block}]
        home.save_revision().publish()

    # The dashboard, the list of posts, a picture, an author.
    assert editor.get("/admin/").status_code == 200
    assert editor.get("/admin/hustings_blog_posts/").status_code == 200
    picture = upload(editor, "Dépôt")
    author = {"name": "Léa B.", "role": "porte-parole", "slug": "", "photo": ""}
    assert editor.post("/admin/snippets/hustings_blog/author/add/", author).status_code == 302

    # The post: saved as a draft first, then published.
    data = writing.post_data(
        "Un bus de nuit\u202f!",
        slug="un-bus-de-nuit",
        summary="Nous voulons un bus après vingt heures.",
        main_image=str(picture.pk),
        main_image_alt="Le dépôt de bus",
        tags="Transports",
        body=[("text", rich_text(ARTICLE, features=FEATURES))],
    )
    post = writing.create(editor, news.fr, data)
    assert Client().get(post.url).status_code == 404
    data |= writing.byline_data([Author.objects.get(name="Léa B.").pk])
    response = writing.save(editor, post, data, publish=True)
    assert response.status_code == 302, writing.errors_of(response)

    # The translation: asked for, typed, published.
    target = translating.submit(editor, post, campaign.en)
    translating.translate(editor, target, WORDS)
    assert Client().get(target.url).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        translating.publish(editor, target)

    # A visitor reads both, whole, and finds them everywhere.
    visitor = Client()
    post, target = (BlogPage.objects.get(pk=one.pk) for one in (post, target))
    french = visitor.get(post.url).content.decode()
    for piece in ("Le constat</h2>", "Ce que cela change</h3>", "On ne demande pas la lune."):
        assert piece in french
    assert french.count("1\u202f200\u00a0€ par an. Pourquoi attendre\u202f?") == 480
    assert 'href="https://example.org/plan"' in french
    assert "un abri</li>" in french
    assert 'alt="Le dépôt de bus"' in french
    assert "Léa B." in french
    assert f'hreflang="en" href="{target.full_url}"' in french
    english = visitor.get(target.url).content.decode()
    assert target.url == "/en/news/a-night-bus/"
    assert "The facts</h2>" in english
    assert 'alt="The bus depot"' in english
    assert f'hreflang="fr" href="{post.full_url}"' in english
    homes = (
        HomePage.objects.get(pk=campaign.home_fr.pk),
        HomePage.objects.get(pk=campaign.home_en.pk),
    )
    for home, index, title in (
        (homes[0], news.fr, "Un bus de nuit\u202f!"),
        (homes[1], news.en, "A night bus!"),
    ):
        for url in (home.url, index.url, f"{index.url}atom/"):
            assert title in visitor.get(url).content.decode(), url
    assert not visitor.cookies


def test_a_whole_article_comes_back_from_the_form_as_it_was_pasted(
    editor: Client, news: News
) -> None:
    data = writing.post_data(
        "Un article", slug="un-article", body=[("text", rich_text(ARTICLE, features=FEATURES))]
    )
    post = writing.create(editor, news.fr, data)
    stored = post.get_latest_revision_as_object().body[0].value.source
    without_keys = re.sub(r' data-block-key="[^"]*"', "", stored)
    assert without_keys == ARTICLE
