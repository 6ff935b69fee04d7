"""Authors and tags belong to one site: another campaign neither sees nor names them."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Site

from hustings_blog.models import Author, BlogIndexPage, BlogPage, BlogTag
from hustings_home.models import HomePage
from tests.blog import writing
from tests.blog.conftest import MakePost, News
from tests.conftest import PASSWORD, Campaign

WORDS = ("add_author", "change_author", "delete_author", "add_blogtag", "change_blogtag")
AUTHORS = "/admin/snippets/hustings_blog/author/"
TAGS = "/admin/snippets/hustings_blog/blogtag/"
CHOOSER = "wagtailsnippetchoosers_hustings_blog_author"


@dataclass
class Rival:
    """Another campaign of the same installation."""

    site: Site
    index: BlogIndexPage
    author: Author
    tag: BlogTag


@pytest.fixture
def rival(campaign: Campaign) -> Rival:
    home = HomePage(title="Autre", slug="autre", lead="Salut.", locale=campaign.fr)
    campaign.root.add_child(instance=home)
    home.save_revision().publish()
    site = Site.objects.create(hostname="b.example", port=80, root_page=home)
    index = BlogIndexPage(title="Nouvelles", slug="nouvelles", lead="")
    home.add_child(instance=index)
    index.save_revision().publish()
    return Rival(
        site,
        BlogIndexPage.objects.get(pk=index.pk),
        Author.objects.create(site=site, name="Zoé R.", slug="zoe-r", locale=campaign.fr),
        BlogTag.objects.create(site=site, name="Zinc", slug="zinc"),
    )


def writer(name: str, *homes: HomePage, words: tuple[str, ...] = WORDS) -> Client:
    """Somebody who writes below these home pages."""
    group = Group.objects.create(name=f"Group of {name}")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *words]))
    for home in homes:
        for codename in ("add_page", "change_page", "publish_page"):
            permission = Permission.objects.get(codename=codename)
            GroupPagePermission.objects.create(group=group, page=home, permission=permission)
    user = get_user_model().objects.create_user(name, f"{name}@example.org", PASSWORD)
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ours(campaign: Campaign, rival: Rival) -> Client:
    return writer("ours", campaign.home_fr, campaign.home_en)


def listed(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def gone(client: Client, address: str, **query: object) -> bool:
    """404; outside the languages' addresses a redirect into one comes first."""
    return client.get(address, query, follow=True).status_code == 404


def test_a_writer_sees_authors_and_tags_of_the_own_site_only(
    ours: Client, rival: Rival, camille: Author
) -> None:
    BlogTag.objects.create(site=camille.site, name="Mobilité", slug="mobilite")
    authors, tags = listed(ours, AUTHORS), listed(ours, TAGS)
    assert "Camille Martin" in authors
    assert "Zoé R." not in authors
    assert "Mobilité" in tags
    assert "Zinc" not in tags
    assert "Camille Martin" in listed(ours, f"{AUTHORS}?q=martin")
    assert "Zoé R." not in listed(ours, f"{AUTHORS}?q=zo")
    assert "Camille Martin" in listed(ours, f"{reverse(f'{CHOOSER}:choose_results')}?q=camille")
    assert "Zo" not in listed(ours, f"{reverse(f'{CHOOSER}:choose_results')}?q=zo")


@pytest.mark.parametrize("what", ["edit", "delete", "history", "usage"])
def test_what_another_site_has_does_not_exist(ours: Client, rival: Rival, what: str) -> None:
    for address, row in ((AUTHORS, rival.author), (TAGS, rival.tag)):
        assert gone(ours, f"{address}{what}/{row.pk}/")
        assert ours.post(f"{address}{what}/{row.pk}/", follow=True).status_code == 404
    assert Author.objects.filter(pk=rival.author.pk).exists()


def test_nor_does_it_to_the_chooser(ours: Client, rival: Rival, camille: Author) -> None:
    for name in ("choose", "choose_results"):
        page = listed(ours, reverse(f"{CHOOSER}:{name}"))
        assert "Camille Martin" in page
        assert "Zo" not in page
    own, foreign = camille.pk, rival.author.pk
    assert ours.get(reverse(f"{CHOOSER}:chosen", args=[own])).status_code == 200
    assert gone(ours, reverse(f"{CHOOSER}:chosen", args=[foreign]))
    several = ours.get(reverse(f"{CHOOSER}:chosen_multiple"), {"id": [own, foreign]})
    assert [row["id"] for row in json.loads(several.content)["result"]] == [str(own)]


def test_a_writer_without_the_permission_chooses_and_changes_none(
    campaign: Campaign, camille: Author, rival: Rival
) -> None:
    drafter = writer("drafter", campaign.home_fr, words=())
    assert "Camille Martin" in listed(drafter, reverse(f"{CHOOSER}:choose"))
    assert gone(drafter, f"{AUTHORS}edit/{camille.pk}/")


def test_a_permission_of_one_group_does_not_reach_the_site_of_another(
    campaign: Campaign, rival: Rival
) -> None:
    both = writer("both", campaign.home_fr)
    drafters = Group.objects.create(name="Drafters of the other")
    permission = Permission.objects.get(codename="add_page")
    GroupPagePermission.objects.create(
        group=drafters, page=rival.site.root_page, permission=permission
    )
    get_user_model().objects.get(username="both").groups.add(drafters)
    assert gone(both, f"{AUTHORS}edit/{rival.author.pk}/")
    assert "Zo" in listed(both, reverse(f"{CHOOSER}:choose"))


def test_the_site_of_a_new_author_is_the_writers_own(ours: Client, campaign: Campaign) -> None:
    assert 'name="site"' not in listed(ours, f"{AUTHORS}add/")
    ours.post(f"{AUTHORS}add/", {"name": "Anna B.", "role": "", "slug": "", "photo": ""})
    assert Author.objects.get(name="Anna B.").site == campaign.site


def test_who_writes_for_two_sites_says_for_which(
    campaign: Campaign, rival: Rival, staff: object
) -> None:
    both = writer("both", campaign.home_fr, rival.site.root_page.specific)
    data = {"name": "Anna B.", "role": "", "slug": "", "photo": "", "site": rival.site.pk}
    assert 'name="site"' in listed(both, f"{AUTHORS}add/")
    both.post(f"{AUTHORS}add/", data)
    made = Author.objects.get(name="Anna B.")
    assert made.site == rival.site
    # It stays there.
    assert 'name="site"' not in listed(both, f"{AUTHORS}edit/{made.pk}/")
    both.post(f"{AUTHORS}edit/{made.pk}/", data | {"slug": "anna", "site": campaign.site.pk})
    made.refresh_from_db()
    assert (made.slug, made.site) == ("anna", rival.site)


def test_a_site_that_is_not_ones_own_cannot_be_named(ours: Client, rival: Rival) -> None:
    data = {"name": "Anna B.", "role": "", "slug": "", "photo": "", "site": rival.site.pk}
    ours.post(f"{AUTHORS}add/", data)
    assert Author.objects.get(name="Anna B.").site != rival.site


def test_names_are_unique_within_a_site_and_free_elsewhere(
    ours: Client, campaign: Campaign, rival: Rival
) -> None:
    own = BlogTag.objects.create(site=campaign.site, name="Zinc", slug="zinc")
    assert own.slug == rival.tag.slug
    with pytest.raises(ValidationError):
        BlogTag(site=campaign.site, name="Zinc", slug="autre").full_clean()
    with pytest.raises(ValidationError):
        BlogTag(site=campaign.site, name="Autre", slug="zinc").full_clean()
    data = writing.nested_form_data(
        {"name": "Zinc", "slug": "z", "wordings": writing.inline_formset([])}
    )
    errors = ours.post(f"{TAGS}add/", data).context["form"].errors
    assert "Une autre étiquette porte déjà ce nom." in repr(errors)
    author = {"name": "Zoé R.", "role": "", "slug": "zoe-r", "photo": ""}
    assert ours.post(f"{AUTHORS}add/", author).status_code == 302
    assert ours.post(f"{AUTHORS}add/", author).status_code == 200


def test_the_database_keeps_names_unique_within_a_site(rival: Rival) -> None:
    with pytest.raises(IntegrityError):
        BlogTag.objects.bulk_create([BlogTag(site=rival.site, name="Zinc", slug="other")])


def test_a_typed_tag_is_the_one_of_the_posts_site(
    ours: Client, news: News, campaign: Campaign, rival: Rival
) -> None:
    data = writing.post_data("Un bus", slug="un-bus", summary="Oui.", tags="Zinc")
    post = writing.create(ours, news.fr, data)
    tag = post.tags.get()
    assert (tag.site, tag.name) == (campaign.site, "Zinc")
    post.tags.add("Zinc")
    assert post.tags.count() == 1
    assert BlogTag.objects.filter(name="Zinc").count() == 2


def test_an_author_of_another_site_cannot_be_named_in_a_post(
    ours: Client, news: News, rival: Rival, camille: Author
) -> None:
    data = writing.post_data("Un bus", slug="un-bus", summary="Oui.")
    add = reverse("wagtailadmin_pages:add", args=["hustings_blog", "blogpage", news.fr.pk])
    refused = ours.post(add, data | writing.byline_data([rival.author.pk]))
    assert refused.status_code == 200
    assert not BlogPage.objects.exists()
    assert ours.post(add, data | writing.byline_data([camille.pk])).status_code == 302


def test_suggestions_are_words_of_the_site(ours: Client, campaign: Campaign, rival: Rival) -> None:
    BlogTag.objects.create(site=campaign.site, name="Zone piétonne", slug="zone")
    address = reverse("hustings_blog_tags", args=[campaign.site.pk])
    assert ours.get(address, {"term": "z"}).json() == ["Zone piétonne"]
    assert ours.get(address).json() == []
    foreign = reverse("hustings_blog_tags", args=[rival.site.pk])
    assert gone(ours, foreign, term="z")
    index = BlogIndexPage(title="Actualités", slug="actus", lead="")
    campaign.home_fr.add_child(instance=index)
    form = reverse("wagtailadmin_pages:add", args=["hustings_blog", "blogpage", index.pk])
    assert address in listed(ours, form)


def test_filters_know_the_words_of_their_site_only(
    client: Client, make_post: MakePost, rival: Rival, camille: Author, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    make_post("A", tags=("Bus",), authors=(camille,))
    make_post("B", index=rival.index, tags=("Zinc",), authors=(rival.author,))
    assert client.get("/fr/actus/?tag=bus").status_code == 200
    for query in ("tag=zinc", "author=zoe-r"):
        assert client.get(f"/fr/actus/?{query}").status_code == 404
        assert client.get(f"/fr/actus/atom/?{query}").status_code == 404
        there = client.get(f"/fr/nouvelles/?{query}", headers={"host": "b.example"})
        assert there.status_code == 200


@pytest.mark.parametrize("way", ["move", "copy"])
def test_a_post_that_changes_site_takes_the_words_of_the_new_one(
    client: Client, make_post: MakePost, rival: Rival, camille: Author, staff: object, way: str
) -> None:
    post = make_post("Un bus", tags=("Zinc", "Bus"), authors=(camille,))
    client.force_login(staff)
    if way == "move":
        url = reverse("wagtailadmin_pages:move_confirm", args=[post.pk, rival.index.pk])
        assert client.post(url).status_code == 302
        moved = BlogPage.objects.get(pk=post.pk)
    else:
        url = reverse("wagtailadmin_pages:copy", args=[post.pk])
        data = {
            "new_title": "Un bus",
            "new_slug": "un-bus-2",
            "new_parent_page": rival.index.pk,
            "publish_copies": "on",
        }
        assert client.post(url, data).status_code == 302
        moved = BlogPage.objects.get(slug="un-bus-2")
        assert {tag.site_id for tag in post.tags.all()} == {camille.site_id}
    for version in (moved, moved.get_latest_revision_as_object()):
        assert {tag.name for tag in version.topics} == {"Zinc", "Bus"}
        assert {tag.site_id for tag in version.topics} == {rival.site.pk}
        (author,) = version.authors
        assert (author.name, author.site) == ("Camille Martin", rival.site)
    assert rival.tag in moved.topics
    assert Author.objects.filter(site=rival.site, slug="camille-martin").count() == 2


def test_a_post_outside_every_site_says_why_it_takes_no_tags(db: None) -> None:
    with pytest.raises(ValueError, match="below a home page first"):
        BlogPage(title="Nulle part").tags.add("Bus")
