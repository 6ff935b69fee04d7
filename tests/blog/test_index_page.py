from datetime import date

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from hustings_blog.models import Author, BlogTag, BlogTagWording
from hustings_blog.selection import POSTS_PER_PAGE, Selection
from tests.blog.conftest import MakePost, News
from tests.conftest import Campaign


def titles(client: Client, news: News, query: str = "") -> list[str]:
    response = client.get(f"{news.fr.url}{query}")
    assert response.status_code == 200
    return [post.title for post in response.context["posts"]]


def test_posts_are_listed_from_the_newest_date_to_the_oldest(
    client: Client, news: News, make_post: MakePost
) -> None:
    make_post("Deuxième", published_on=date(2026, 11, 2))
    make_post("Premier", published_on=date(2026, 11, 9))
    make_post("Troisième", published_on=date(2025, 1, 1))
    assert titles(client, news) == ["Premier", "Deuxième", "Troisième"]
    assert [post.title for post in news.fr.list_items(2)] == ["Premier", "Deuxième"]


def test_drafts_restricted_posts_and_other_languages_are_not_listed(
    client: Client, news: News, make_post: MakePost
) -> None:
    make_post("Brouillon", publish=False)
    make_post("English", index=news.en)
    hidden = make_post("Réservé")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    make_post("Public")
    assert titles(client, news) == ["Public"]
    assert [post.title for post in news.fr.list_items(5)] == ["Public"]
    assert "Réservé" not in client.get(f"{news.fr.url}atom/").content.decode()


def test_the_list_narrows_by_kind_year_tag_and_author(
    client: Client, news: News, make_post: MakePost, camille: Author
) -> None:
    make_post("A", kind="opinion", published_on=date(2025, 5, 1), tags=("Bus",))
    make_post("B", kind="opinion", tags=("Bus", "Vélo"), authors=(camille,))
    make_post("C", kind="press-release", tags=("Vélo",))
    assert titles(client, news, "?kind=opinion") == ["B", "A"]
    assert titles(client, news, "?year=2025") == ["A"]
    assert titles(client, news, "?tag=vélo") == ["C", "B"]
    assert titles(client, news, "?author=camille-martin") == ["B"]
    assert titles(client, news, "?kind=opinion&year=2026&tag=bus&author=camille-martin") == ["B"]


def test_an_author_is_found_under_any_of_their_languages(
    client: Client, news: News, make_post: MakePost, camille: Author, campaign: Campaign
) -> None:
    english = camille.get_translation(campaign.en)
    make_post("A", authors=(camille,))
    make_post("B", authors=(english,))
    assert titles(client, news, "?author=camille-martin") == ["B", "A"]


@pytest.mark.parametrize(
    "query",
    [
        "?kind=rumour",
        "?kind=%00",
        "?year=20",
        "?year=0000",
        "?year=99999",
        "?year=٢٠٢٦",
        "?tag=nothing",
        "?tag=%00",
        "?tag=%27%3B--",
        "?author=nobody",
        "?author=" + "x" * 5000,
        "?page=0",
        "?page=2",
        "?page=last-but-one",
        "?page=%00",
        "?page=" + "9" * 400,
    ],
)
def test_what_cannot_exist_is_not_found(
    client: Client, news: News, make_post: MakePost, query: str
) -> None:
    make_post()
    assert client.get(f"{news.fr.url}{query}").status_code == 404


def test_unknown_parameters_are_ignored(client: Client, news: News, make_post: MakePost) -> None:
    make_post("A")
    assert titles(client, news, "?utm_source=x&kind=&tag=&year=&author=") == ["A"]


def test_an_empty_index_says_so(client: Client, news: News) -> None:
    response = client.get(news.fr.url)
    assert response.status_code == 200
    assert response.context["facets"].kinds == []


def test_pages_are_plain_links_that_keep_the_filters(
    client: Client, news: News, make_post: MakePost
) -> None:
    for number in range(POSTS_PER_PAGE + 1):
        make_post(f"Tribune {number}", kind="opinion", tags=("Bus",))
    html = client.get(f"{news.fr.url}?tag=bus&kind=opinion").content.decode()
    assert 'href="?kind=opinion&amp;tag=bus&amp;page=2"' in html
    assert len(titles(client, news, "?kind=opinion&tag=bus&page=2")) == 1


def test_the_choices_count_all_posts_whatever_is_selected(
    client: Client, news: News, make_post: MakePost
) -> None:
    make_post("A", kind="opinion", published_on=date(2025, 5, 1), tags=("Bus",))
    make_post("B", tags=("Bus", "Vélo"))
    facets = client.get(f"{news.fr.url}?kind=opinion").context["facets"]
    assert [(one.label, one.count) for one in facets.years] == [("2026", 1), ("2025", 1)]
    assert [(one.label, one.count) for one in facets.tags] == [("Bus", 2), ("Vélo", 1)]
    assert [(one.query_string, one.count, one.current) for one in facets.kinds] == [
        ("?kind=news", 1, False),
        ("", 1, True),
    ]


def test_tags_of_the_other_language_are_not_offered(
    client: Client, news: News, make_post: MakePost, campaign: Campaign
) -> None:
    make_post("A", tags=("Bus",))
    make_post("B", index=news.en, tags=("Crèche",))
    tag = BlogTag.objects.get(name="Crèche")
    BlogTagWording.objects.create(tag=tag, locale=campaign.en, name="Nursery")
    assert [one.label for one in client.get(news.fr.url).context["facets"].tags] == ["Bus"]
    assert [one.label for one in client.get(news.en.url).context["facets"].tags] == ["Nursery"]


def test_a_selection_names_itself_in_the_language_of_the_page(
    client: Client, news: News, make_post: MakePost, camille: Author
) -> None:
    make_post("A", kind="press-release", tags=("Bus",), authors=(camille,))
    query = "?kind=press-release&tag=bus&author=camille-martin&year=2026"
    response = client.get(f"{news.fr.url}{query}")
    assert response.context["selected"][1:] == ["Bus", "Camille Martin", "2026"]
    assert "Camille Martin" in response.content.decode().split("</title>")[0]


def test_a_selection_writes_its_parameters_always_in_the_same_order() -> None:
    selection = Selection(year=2026, kind="news")
    assert selection.query_string == "?kind=news&year=2026"
    assert selection.but(kind="").query_string == "?year=2026"
    assert not Selection()
    assert Selection().query_string == ""
