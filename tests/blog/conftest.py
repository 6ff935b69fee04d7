"""A bilingual news section, and posts made the short way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from hustings_blog.models import Author, BlogIndexPage, BlogPage, Byline
from tests.conftest import Campaign

MakePost = Callable[..., BlogPage]


@dataclass
class News:
    """One index per language, translations of each other."""

    fr: BlogIndexPage
    en: BlogIndexPage


@pytest.fixture
def news(campaign: Campaign) -> News:
    """Live and empty: /fr/actus/ and /en/news/."""
    fr = BlogIndexPage(title="Actualités", slug="actus", lead="Au jour le jour.")
    campaign.home_fr.add_child(instance=fr)
    fr.save_revision().publish()
    en = fr.copy_for_translation(campaign.en)
    en.title, en.slug, en.lead = "News", "news", "Day by day."
    en.save_revision().publish()
    return News(BlogIndexPage.objects.get(pk=fr.pk), BlogIndexPage.objects.get(pk=en.pk))


@pytest.fixture
def make_post(news: News) -> MakePost:
    """Makes a live post; `tags` are names, `authors` are Author objects."""

    def make(
        title: str = "Un bus de nuit",
        *,
        index: BlogIndexPage | None = None,
        tags: tuple[str, ...] = (),
        authors: tuple[Author, ...] = (),
        publish: bool = True,
        **values: object,
    ) -> BlogPage:
        values.setdefault("summary", "Deux phrases. Pas plus.")
        values.setdefault("published_on", date(2026, 11, 2))
        post = BlogPage(title=title, live=publish, **values)
        (index or news.fr).add_child(instance=post)
        post.tags.add(*tags)
        post.bylines = [Byline(author=author) for author in authors]
        revision = post.save_revision()
        if publish:
            revision.publish()
        return BlogPage.objects.get(pk=post.pk)

    return make


@pytest.fixture
def picture(db: None) -> Image:
    """A picture of 640 x 480."""
    return Image.objects.create(title="Le marché", file=get_test_image_file(size=(640, 480)))


@pytest.fixture
def camille(campaign: Campaign) -> Author:
    """An author with a role in both languages."""
    author = Author.objects.create(
        site=campaign.site,
        name="Camille Martin",
        slug="camille-martin",
        role="candidate",
        locale=campaign.fr,
    )
    english = author.copy_for_translation(campaign.en)
    english.role = "candidate for mayor"
    english.save()
    return author


@pytest.fixture
def many_pictures(db: None) -> list[Image]:
    """Twelve pictures, one for each card of a list."""
    return [
        Image.objects.create(title=f"Image {number}", file=get_test_image_file(size=(400, 300)))
        for number in range(12)
    ]
