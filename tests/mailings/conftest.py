"""A post that can be sent."""

from collections.abc import Callable
from datetime import date

import pytest

from hustings_blog.models import BlogIndexPage, BlogPage
from tests.conftest import Campaign


@pytest.fixture
def make_post(campaign: Campaign) -> Callable[..., BlogPage]:
    """Makes a live French post of the given blocks: `(type, value)` pairs."""
    index = BlogIndexPage(title="Actualités", slug="actus")
    campaign.home_fr.add_child(instance=index)

    def make(
        *blocks: tuple[str, object], title: str = "Un bus de nuit", **values: object
    ) -> BlogPage:
        post = BlogPage(
            title=title,
            summary=values.pop("summary", "Deux phrases. Pas plus."),
            published_on=date(2026, 11, 2),
            body=[{"type": kind, "value": value} for kind, value in blocks],
            **values,
        )
        index.add_child(instance=post)
        post.save_revision().publish()
        return BlogPage.objects.get(pk=post.pk)

    return make
