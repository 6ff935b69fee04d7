import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from wagtail.images.models import Image

from hustings_blog import moments
from hustings_blog.models import Author, BlogPage
from tests.blog.conftest import MakePost, News


def json_ld_of(client: Client, url: str) -> dict[str, Any]:
    html = client.get(url).content.decode()
    found: dict[str, Any] = {}
    for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S):
        data = json.loads(text)
        for item in data if isinstance(data, list) else [data]:
            found[item["@type"]] = item
    return found


def test_a_post_is_a_news_article_with_its_way_from_home(
    client: Client, make_post: MakePost, picture: Image, camille: Author
) -> None:
    post = make_post(
        "Un bus", main_image=picture, authors=(camille,), tags=("Bus",), kind="opinion"
    )
    found = json_ld_of(client, post.url)
    article = found["NewsArticle"]
    assert article["headline"] == "Un bus"
    assert article["inLanguage"] == "fr"
    assert article["datePublished"].startswith("2026-11-02T00:00:00+01:00")
    assert article["author"] == [{"@type": "Person", "name": "Camille Martin"}]
    assert article["publisher"]["name"] == "Association Essai"
    assert article["keywords"] == ["Bus"]
    assert article["mainEntityOfPage"] == "http://localhost/fr/actus/un-bus/"
    assert article["image"][0].startswith("http://localhost/media/")
    steps = found["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps][-2:] == ["Actualités", "Un bus"]


def test_a_post_nobody_signs_is_by_the_publisher(client: Client, make_post: MakePost) -> None:
    article = json_ld_of(client, make_post().url)["NewsArticle"]
    assert article["author"][0]["name"] == "Association Essai"
    assert "image" not in article


def test_a_title_cannot_close_the_script_element(client: Client, make_post: MakePost) -> None:
    post = make_post("</script><script>alert(1)</script>", slug="x")
    assert "<script>alert" not in client.get(post.url).content.decode()
    assert json_ld_of(client, post.url)["NewsArticle"]["headline"].startswith("</script>")


def test_a_shared_post_shows_its_title_summary_and_picture(
    client: Client, make_post: MakePost, picture: Image
) -> None:
    html = client.get(make_post("Un bus", main_image=picture).url).content.decode()
    properties = dict(re.findall(r'<meta property="(og:[a-z:_]+)" content="([^"]*)"', html))
    assert properties["og:title"] == "Un bus"
    assert properties["og:description"] == "Deux phrases. Pas plus."
    assert properties["og:url"] == "http://localhost/fr/actus/un-bus/"
    assert properties["og:image"].startswith("http://localhost/media/")
    assert properties["og:type"] == "article"


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        # The day shown is the day of publication in Paris: the exact moment is known.
        (datetime(2026, 11, 1, 23, 30, tzinfo=UTC), "2026-11-01T23:30:00+00:00"),
        # It is another day: the start of the day shown.
        (datetime(2026, 11, 5, 12, 0, tzinfo=UTC), "2026-11-02T00:00:00+01:00"),
        (None, "2026-11-02T00:00:00+01:00"),
    ],
)
def test_the_moment_of_publication_follows_the_day_shown(
    db: None, first: datetime | None, expected: str
) -> None:
    post = BlogPage(published_on=date(2026, 11, 2), first_published_at=first)
    assert moments.published_at(post).isoformat() == expected


def test_a_post_is_never_updated_before_it_was_published(db: None) -> None:
    post = BlogPage(
        published_on=date(2026, 11, 2), last_published_at=datetime(2026, 10, 1, tzinfo=UTC)
    )
    assert moments.updated_at(post) == moments.published_at(post)


def test_posts_are_in_the_sitemap(make_post: MakePost, news: News) -> None:
    [entry] = make_post().get_sitemap_urls()
    assert entry["location"] == "http://localhost/fr/actus/un-bus-de-nuit/"
