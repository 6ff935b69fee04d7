"""A post that can be sent."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth import get_user_model

from hustings_blog.models import BlogIndexPage, BlogPage
from tests.conftest import PASSWORD, Campaign
from tests.mailings.subscribers import Mailroom
from tests.signup.conftest import Signup, signup  # noqa: F401 - a fixture


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


@pytest.fixture
def mailroom(signup: Signup, make_post: Callable[..., BlogPage]) -> Mailroom:  # noqa: F811
    """People may join, a post may be sent."""
    users = [
        get_user_model().objects.create_user(name, f"{name}@example.org", PASSWORD)
        for name in ("writer", "second")
    ]
    return Mailroom(signup, make_post(("text", "<p>Il part à minuit.</p>")), *users)
