import json

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Permission
from django.test import Client
from wagtail.images.models import Image
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from hustings_blog.models import Author, BlogIndexPage, BlogPage, BlogTag
from tests.blog import writing
from tests.blog.conftest import MakePost, News
from tests.conftest import Campaign


@pytest.fixture
def editor(client: Client, staff: AbstractBaseUser) -> Client:
    client.force_login(staff)
    return client


def test_an_editor_writes_and_publishes_a_post(
    editor: Client, news: News, picture: Image, camille: Author
) -> None:
    data = writing.post_data(
        "Un bus de nuit",
        slug="un-bus-de-nuit",
        summary="Deux phrases.",
        main_image=str(picture.pk),
        main_image_alt="Le marché",
        tags="Mobilité, École",
        bylines=[{"author": str(camille.pk)}],
        body=[("text", rich_text("<h2>Titre</h2><p>Bonjour\u202f!</p>"))],
    )
    post = writing.create(editor, news.fr, data)
    assert not post.live
    response = writing.save(editor, post, {**data, "bylines-INITIAL_FORMS": "0"}, publish=True)
    assert response.status_code == 302, writing.errors_of(response)
    post = BlogPage.objects.get(pk=post.pk)
    assert post.live
    assert post.main_image == picture
    assert sorted(post.tags.names()) == ["Mobilité", "École"]
    assert [author.name for author in post.authors] == ["Camille Martin"]
    assert "Bonjour\u202f!" in str(post.body)
    assert "Titre" in str(post.body)


def test_a_draft_may_lack_its_summary_but_publishing_asks_for_it(
    editor: Client, news: News
) -> None:
    data = writing.post_data("Un bus", slug="un-bus")
    post = writing.create(editor, news.fr, data)
    assert post.summary == ""
    response = writing.save(editor, post, data, publish=True)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["summary"]
    assert not BlogPage.objects.get(pk=post.pk).live


def test_a_preview_shows_what_is_not_saved_yet(
    editor: Client, make_post: MakePost, camille: Author
) -> None:
    post = make_post()
    url = f"/admin/pages/{post.pk}/edit/preview/"
    data = writing.post_data(
        "Titre neuf",
        slug="un-bus-de-nuit",
        summary="Neuf.",
        tags="Logement",
        bylines=[{"author": str(camille.pk)}],
    )
    assert json.loads(editor.post(url, data).content)["is_valid"]
    html = editor.get(url).content.decode()
    for words in ("Titre neuf", "Logement", "Camille Martin"):
        assert words in html


def test_editors_see_one_choice_under_home_and_one_under_the_index(
    editor: Client, news: News, campaign: Campaign
) -> None:
    assert BlogPage in BlogIndexPage.allowed_subpage_models()
    assert BlogIndexPage.allowed_subpage_models() == [BlogPage]
    assert BlogPage.allowed_subpage_models() == []
    assert not BlogIndexPage.can_create_at(campaign.home_fr)


def test_the_list_of_posts_shows_kind_date_and_state(
    editor: Client, news: News, make_post: MakePost
) -> None:
    make_post("En ligne", kind="opinion")
    make_post("Brouillon", publish=False)
    make_post("English", index=news.en)
    html = editor.get("/admin/hustings_blog_posts/").content.decode()
    assert "hustings_blog_posts" in editor.get("/admin/").content.decode()
    for words in ("En ligne", "Brouillon", "English", "2 novembre 2026"):
        assert words in html
    assert "Brouillon" not in editor.get("/admin/hustings_blog_posts/?live=true").content.decode()
    html = editor.get("/admin/hustings_blog_posts/?kind=opinion").content.decode()
    assert "En ligne" in html
    assert "English" not in html


def test_who_edits_no_page_sees_no_news_in_the_menu(client: Client, news: News) -> None:
    user = get_user_model().objects.create_user("dpo", "dpo@example.org", "a long password")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert "hustings_blog_posts" not in client.get("/admin/").content.decode()
    assert client.get("/admin/hustings_blog_posts/").status_code == 302


def test_the_explorer_under_the_index_shows_the_same_columns(
    editor: Client, news: News, make_post: MakePost
) -> None:
    make_post("Ancien", published_on="2025-01-31")
    make_post("Récent")
    html = editor.get(f"/admin/pages/{news.fr.pk}/").content.decode()
    assert "31 janvier 2025" in html
    assert html.index("Récent") < html.index("Ancien")


def test_tags_and_authors_have_their_screens(editor: Client, campaign: Campaign) -> None:
    tag = BlogTag.objects.create(site=campaign.site, name="Mobilité")
    rows = [{"locale": str(campaign.en.pk), "name": "Mobility"}]
    data = {"name": "Mobilité", "slug": "mobilite", "wordings": inline_formset(rows)}
    response = editor.post(
        f"/admin/snippets/hustings_blog/blogtag/edit/{tag.pk}/", nested_form_data(data)
    )
    assert response.status_code == 302, writing.errors_of(response)
    assert tag.wordings.get().name == "Mobility"
    response = editor.post(
        "/admin/snippets/hustings_blog/author/add/",
        {"name": "Anna B.", "role": "", "slug": "", "photo": ""},
    )
    assert response.status_code == 302, writing.errors_of(response)
    assert Author.objects.get(name="Anna B.").slug == "anna-b"


def test_a_second_wording_in_the_same_language_is_refused_at_the_form(
    editor: Client, campaign: Campaign
) -> None:
    tag = BlogTag.objects.create(site=campaign.site, name="Mobilité")
    rows = [{"locale": str(campaign.en.pk), "name": name} for name in ("Mobility", "Transport")]
    data = {"name": "Mobilité", "slug": "mobilite", "wordings": inline_formset(rows)}
    response = editor.post(
        f"/admin/snippets/hustings_blog/blogtag/edit/{tag.pk}/", nested_form_data(data)
    )
    assert response.status_code == 200
    assert not tag.wordings.exists()


def test_an_author_who_signed_posts_cannot_be_deleted(
    editor: Client, make_post: MakePost, camille: Author
) -> None:
    make_post(authors=(camille,))
    editor.post(f"/admin/snippets/hustings_blog/author/delete/{camille.pk}/")
    assert Author.objects.filter(pk=camille.pk).exists()


def test_posts_are_found_in_the_admin_search_by_their_text(
    editor: Client, make_post: MakePost
) -> None:
    make_post("Un bus", body=[("text", "<p>le tramway du dimanche</p>")])
    found = BlogPage.objects.search("tramway")
    assert [post.title for post in found] == ["Un bus"]
