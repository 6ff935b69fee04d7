"""What a page costs: the same with 5 posts and 500, in both languages."""

from datetime import date, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.images.models import Image
from wagtail.models import Page

from hustings_blog.kinds import Kind
from hustings_blog.models import Author, BlogIndexPage, BlogPage, BlogTag, Byline, PostTag
from tests.blog.conftest import News
from tests.conftest import Campaign

INDEX_LIMIT = 14
POST_LIMIT = 12


def fill(index: BlogIndexPage, images: list[Image], author: Author, first: int, last: int) -> None:
    """Posts first..last-1, row by row: the editor's machinery would take a minute for 500."""
    site = index.get_site()
    tags = [
        BlogTag.objects.get_or_create(site=site, name=name)[0] for name in ("Bus", "École", "Vélo")
    ]
    kind = ContentType.objects.get_for_model(BlogPage)
    posts = [
        BlogPage(
            title=f"Article {number}",
            draft_title=f"Article {number}",
            slug=f"article-{number}",
            url_path=f"{index.url_path}article-{number}/",
            path=BlogPage._get_path(index.path, index.depth + 1, number + 1),
            depth=index.depth + 1,
            locale=index.locale,
            content_type=kind,
            live=True,
            summary="Un résumé.",
            kind=Kind.values[number % 4],
            published_on=date(2026, 11, 1) - timedelta(days=number),
            main_image=images[number % len(images)],
            body=[("text", "<p>Le texte.</p>")],
        )
        for number in range(first, last)
    ]
    fields = [field.name for field in Page._meta.local_concrete_fields if field.name != "id"]
    rows = [Page(**{name: getattr(post, name) for name in fields}) for post in posts]
    for post, row in zip(posts, Page.objects.bulk_create(rows), strict=True):
        post.pk = post.id = row.pk
    own_fields = BlogPage._meta.local_concrete_fields
    BlogPage._base_manager._insert(posts, fields=own_fields, using="default")
    PostTag.objects.bulk_create(
        PostTag(content_object=post, tag=tags[place % 3]) for place, post in enumerate(posts)
    )
    Byline.objects.bulk_create(Byline(page=post, author=author, sort_order=0) for post in posts)
    Page.objects.filter(pk=index.pk).update(numchild=last)


def queries_of(client: Client, url: str) -> int:
    """Queries of a second visit: the first fills Wagtail's caches of sites and renditions."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_index_and_post_cost_the_same_with_5_and_500_posts(
    client: Client,
    news: News,
    campaign: Campaign,
    camille: Author,
    many_pictures: list[Image],
    language: str,
) -> None:
    index = {"fr": news.fr, "en": news.en}[language]
    fill(index, many_pictures, camille, 0, 5)
    post = f"{index.url}article-0/"
    few = {url: queries_of(client, url) for url in (index.url, post)}
    fill(index, many_pictures, camille, 5, 500)
    many = {url: queries_of(client, url) for url in (index.url, post)}
    assert many == few
    assert many[index.url] <= INDEX_LIMIT
    assert many[post] <= POST_LIMIT


def test_filters_and_further_pages_cost_what_the_list_costs(
    client: Client, news: News, camille: Author, many_pictures: list[Image]
) -> None:
    fill(news.fr, many_pictures, camille, 0, 30)
    plain = queries_of(client, news.fr.url)
    assert queries_of(client, f"{news.fr.url}?page=2") == plain
    assert queries_of(client, f"{news.fr.url}?kind=news&year=2026") == plain
    # One more each to look the tag and the author up.
    assert queries_of(client, f"{news.fr.url}?tag=bus") == plain + 1
    assert queries_of(client, f"{news.fr.url}?author=camille-martin") == plain + 1
