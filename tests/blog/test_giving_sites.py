"""The migration that gives authors and tags of older installations to the sites that use them."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex, Revision, Site

from hustings_blog.models import BlogIndexPage, BlogPage
from hustings_home.models import HomePage
from tests.conftest import make_campaign

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("hustings_blog", "0001_initial")]
AFTER = [("hustings_blog", "0004_one_site_each")]


def migrate(targets: list[tuple[str, str]]) -> Any:
    """The models as they are there."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def go_back() -> Iterator[Callable[[], Any]]:
    """Takes the tables back and returns the models of then; afterwards all is as other tests
    know it. Sites and pages are made before: their models know the tables of now."""
    yield lambda: migrate(BEFORE)
    migrate(AFTER)


def post_below(home: Page, slug: str) -> BlogPage:
    index = BlogIndexPage.objects.child_of(home).first()
    if index is None:
        index = BlogIndexPage(title="Actus", slug="actus", lead="")
        home.add_child(instance=index)
    post = BlogPage(title=slug, slug=slug, summary="x")
    index.add_child(instance=post)
    return post


def rival_home(root: Page) -> HomePage:
    home = HomePage(title="Autre", slug="autre", lead="Salut.")
    root.add_child(instance=home)
    Site.objects.create(hostname="b.example", port=80, root_page=home)
    return home


def test_each_goes_to_the_sites_that_use_it(go_back: Callable[[], Any]) -> None:
    campaign = make_campaign()
    other = rival_home(campaign.root)
    a_fr, a_en = post_below(campaign.home_fr, "a"), post_below(campaign.home_en, "a")
    b, b_draft = post_below(other, "b"), post_below(other, "brouillon")
    older = go_back()
    author, tag = older.get_model("hustings_blog", "Author"), older.get_model(
        "hustings_blog", "BlogTag"
    )  # fmt: skip
    byline = older.get_model("hustings_blog", "Byline").objects
    posttag = older.get_model("hustings_blog", "PostTag").objects
    key = uuid.uuid4()
    shared_fr, shared_en = (
        author.objects.create(
            name="Camille", slug="camille", locale_id=locale.pk, translation_key=key
        )
        for locale in (campaign.fr, campaign.en)
    )
    lone = author.objects.create(name="Zoé", slug="zoe", locale_id=campaign.fr.pk)
    shared, only_b, drafted, unused = (
        tag.objects.create(name=name, slug=name.lower())
        for name in ("Bus", "Zinc", "Ébauche", "Rien")
    )
    older.get_model("hustings_blog", "BlogTagWording").objects.create(
        tag=shared, locale_id=campaign.en.pk, name="Coach"
    )
    for page in (a_fr, a_en, b):
        byline.create(page_id=page.pk, author=shared_fr)
        posttag.create(content_object_id=page.pk, tag=shared)
    byline.create(page_id=b.pk, author=lone)
    posttag.create(content_object_id=b.pk, tag=only_b)
    kind = ContentType.objects.get_for_model(BlogPage)
    revision = Revision.objects.create(
        content_type=kind,
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(b_draft.pk),
        created_at=timezone.now(),
        content={
            "pk": b_draft.pk,
            "bylines": [{"pk": None, "author": shared_en.pk}],
            "tagged_items": [{"tag": shared.pk}, {"tag": drafted.pk}],
        },
    )
    used_by_b = ReferenceIndex.objects.create(
        base_content_type=ContentType.objects.get_for_model(Page),
        content_type=kind,
        object_id=str(b.pk),
        to_content_type=ContentType.objects.get(app_label="hustings_blog", model="author"),
        to_object_id=str(shared_fr.pk),
        model_path="bylines.item.author",
        content_path="bylines.x.author",
        content_path_hash=uuid.uuid4(),
    )

    migrate(AFTER)
    from hustings_blog.models import Author, BlogTag, Byline, PostTag

    ours, theirs = campaign.site, Site.objects.get(hostname="b.example")
    assert Author.objects.filter(site=ours).count() == 2
    copies = {one.locale_id: one for one in Author.objects.filter(site=theirs, slug="camille")}
    assert set(copies) == {campaign.fr.pk, campaign.en.pk}
    assert len({one.translation_key for one in copies.values()} - {key}) == 1
    assert Author.objects.get(slug="zoe").site == theirs
    assert Author.objects.get(pk=shared_fr.pk).site == ours
    for page in (a_fr, a_en):
        assert Byline.objects.get(page=page).author_id == shared_fr.pk
        assert PostTag.objects.get(content_object=page).tag_id == shared.pk
    assert [line.author.site for line in Byline.objects.filter(page=b)] == [theirs, theirs]
    assert {item.tag.site for item in PostTag.objects.filter(content_object=b)} == {theirs}
    twin = BlogTag.objects.get(site=theirs, name="Bus")
    assert twin.wordings.get().name == "Coach"
    assert {tag.name for tag in BlogTag.objects.filter(site=theirs)} == {"Bus", "Zinc", "Ébauche"}
    assert BlogTag.objects.get(pk=only_b.pk).site == theirs
    assert BlogTag.objects.get(pk=drafted.pk).site == theirs
    assert BlogTag.objects.get(pk=unused.pk).site == ours
    revision.refresh_from_db()
    assert revision.content["bylines"][0]["author"] == copies[campaign.en.pk].pk
    assert [row["tag"] for row in revision.content["tagged_items"]] == [twin.pk, drafted.pk]
    used_by_b.refresh_from_db()
    assert used_by_b.to_object_id == str(copies[campaign.fr.pk].pk)


def test_with_one_site_everything_is_its_own(go_back: Callable[[], Any]) -> None:
    campaign = make_campaign()
    older = go_back()
    older.get_model("hustings_blog", "BlogTag").objects.create(name="Bus", slug="bus")
    older.get_model("hustings_blog", "Author").objects.create(
        name="Camille", slug="camille", locale_id=campaign.fr.pk
    )
    migrate(AFTER)
    from hustings_blog.models import Author, BlogTag

    assert BlogTag.objects.get().site == Author.objects.get().site == campaign.site
