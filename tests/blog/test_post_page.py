from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from hustings_blog.models import Author, BlogPage, BlogTag, BlogTagWording
from hustings_blog.reading import related_to
from tests.blog.conftest import MakePost, News
from tests.conftest import Campaign


def page_of(client: Client, post: BlogPage) -> str:
    response = client.get(post.url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_post_shows_its_title_summary_date_and_kind(client: Client, make_post: MakePost) -> None:
    html = page_of(client, make_post(kind="opinion", published_on=date(2026, 11, 3)))
    assert "Un bus de nuit" in html
    assert "Deux phrases. Pas plus." in html
    assert '<time datetime="2026-11-03">3 novembre 2026</time>' in html


def test_a_draft_is_not_found(client: Client, make_post: MakePost) -> None:
    assert client.get(make_post(publish=False).url).status_code == 404


def test_an_unknown_address_under_the_index_is_not_found(client: Client, news: News) -> None:
    assert client.get(f"{news.fr.url}rien/").status_code == 404
    assert client.get(f"{news.fr.url}rien/du/tout/").status_code == 404


def test_a_post_cannot_take_the_address_of_the_feed(make_post: MakePost) -> None:
    with pytest.raises(ValidationError) as caught:
        make_post(slug="atom")
    assert list(caught.value.message_dict) == ["slug"]


def test_authors_stand_in_their_order_with_their_role(
    client: Client, make_post: MakePost, camille: Author, campaign: Campaign
) -> None:
    anna = Author.objects.create(
        site=campaign.site, name="Anna B.", slug="anna-b", locale=campaign.fr
    )
    post = make_post(authors=(camille, anna))
    assert [author.name for author in post.authors] == ["Camille Martin", "Anna B."]
    html = page_of(client, post)
    assert html.index("Camille Martin") < html.index("Anna B.")


def test_an_author_chosen_twice_is_named_once(
    make_post: MakePost, camille: Author, campaign: Campaign
) -> None:
    english = camille.get_translation(campaign.en)
    assert make_post(authors=(camille, camille, english)).authors == [camille]


def test_an_author_is_shown_in_the_language_of_the_post(
    make_post: MakePost, news: News, camille: Author
) -> None:
    assert make_post(authors=(camille,)).authors[0].role == "candidate"
    assert make_post(index=news.en, authors=(camille,)).authors[0].role == "candidate for mayor"


def test_an_author_without_translation_keeps_their_own_words(
    make_post: MakePost, news: News, campaign: Campaign
) -> None:
    anna = Author.objects.create(
        site=campaign.site, name="Anna B.", slug="anna-b", locale=campaign.fr
    )
    assert make_post(index=news.en, authors=(anna,)).authors == [anna]


def test_an_author_without_slug_gets_one_from_the_name(campaign: Campaign) -> None:
    author = Author(site=campaign.site, name="Élise d’Arc", locale=campaign.fr)
    author.full_clean()
    assert author.slug == "elise-darc"


def test_a_tag_is_worded_in_the_language_of_the_post(
    make_post: MakePost, news: News, campaign: Campaign
) -> None:
    french = make_post(tags=("Mobilité", "École"))
    english = make_post(index=news.en, tags=("Mobilité", "École"))
    tag = BlogTag.objects.get(name="Mobilité")
    BlogTagWording.objects.create(tag=tag, locale=campaign.en, name="Mobility")
    assert [topic.wording for topic in french.topics] == ["Mobilité", "École"]
    assert [topic.wording for topic in english.topics] == ["Mobility", "École"]
    assert BlogTag.objects.count() == 2


def test_related_posts_share_tags_first_and_are_never_the_post_itself(
    make_post: MakePost,
) -> None:
    post = make_post("Le bus", tags=("Mobilité",))
    make_post("La crèche", published_on=date(2026, 11, 5))
    make_post("Le vélo", tags=("Mobilité",), published_on=date(2026, 10, 1))
    make_post("Brouillon", tags=("Mobilité",), publish=False)
    assert [other.title for other in related_to(post)] == ["Le vélo", "La crèche"]


def test_a_preview_of_an_unsaved_post_shows_its_tags(make_post: MakePost, news: News) -> None:
    post = make_post()
    post.tags.add("Logement")
    assert [topic.wording for topic in post.topics] == ["Logement"]
    assert not post.tagged_items.filter(pk__isnull=False)
    unsaved = BlogPage(title="Pas encore", summary="Bientôt.", locale=news.fr.locale)
    assert related_to(unsaved) == []


def test_no_break_spaces_of_french_typography_survive_on_the_page(
    client: Client, make_post: MakePost
) -> None:
    text = "<p>« Vraiment\u202f? » dit-elle\u00a0; 1\u202f200\u00a0€\u202f!</p>"
    html = page_of(client, make_post("Quoi\u202f?", body=[("text", text)]))
    assert "Vraiment\u202f? » dit-elle\u00a0; 1\u202f200\u00a0€\u202f!" in html.replace(
        "&nbsp;", "\u00a0"
    )
    assert "Quoi\u202f?" in html


def test_headings_quotes_lists_and_links_of_a_pasted_text_survive(
    client: Client, make_post: MakePost
) -> None:
    text = (
        "<h2>Un titre</h2><h3>Un autre</h3><blockquote>Une citation</blockquote>"
        '<ul><li>un</li></ul><p>Un <a href="https://example.org/x">lien</a> et du <b>gras</b>.</p>'
    )
    html = page_of(client, make_post(body=[("text", text)]))
    for piece in ("Un titre</h2>", "Un autre</h3>", "<blockquote", "<li>un</li>"):
        assert piece in html
    assert 'href="https://example.org/x"' in html


def test_visitors_get_no_cookie_and_nothing_that_varies_by_cookie(
    client: Client, make_post: MakePost, news: News
) -> None:
    post = make_post()
    for url in (post.url, news.fr.url, f"{news.fr.url}?kind=news", f"{news.fr.url}atom/"):
        response = client.get(url)
        assert response.status_code == 200
        assert not response.cookies
        assert "cookie" not in response.headers.get("Vary", "").lower()
