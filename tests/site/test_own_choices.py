"""A form takes no picture, file, page or author of another campaign, by whatever number."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client, TestCase, override_settings
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, GroupCollectionPermission, Page, PageViewRestriction, Site
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation

from hustings_blog.models import Author, BlogIndexPage, BlogPage
from hustings_events.models import EventIndexPage
from hustings_home.models import BrandSettings, StandardPage
from hustings_petitions.models import PetitionIndexPage
from tests.blog import translating, writing
from tests.conftest import PASSWORD
from tests.site.strangers import member

SECRET = "Zwxqvy"
UNINDEXED = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}}


@dataclass
class Side:
    """One campaign with a picture, a file, a draft, a live page and an author."""

    site: Site
    index: BlogIndexPage
    image: Image
    document: Document
    draft: Page
    live: Page
    author: Author


def furnish(site: Site, word: str) -> Side:
    access = GroupCollectionPermission.objects.filter(group__hustings_sites__site=site)
    folder: Collection = access.first().collection
    home = site.root_page
    pages = [
        StandardPage(title=f"{word} {name}", slug=f"{word.lower()}-{name}", live=name == "live")
        for name in ("draft", "live")
    ]
    for page in pages:
        home.add_child(instance=page)
    return Side(
        site,
        BlogIndexPage.objects.get(path__startswith=home.path),
        Image.objects.create(
            title=f"{word} picture",
            file=get_test_image_file(filename=f"{word.lower()}.png"),
            collection=folder,
        ),
        Document.objects.create(
            title=f"{word} file", file=ContentFile(b"x", f"{word.lower()}.txt"), collection=folder
        ),
        *pages,
        Author.objects.create(
            site=site, name=f"{word} author", slug=word.lower(), locale=home.locale
        ),
    )


def data(**values: Any) -> dict[str, Any]:
    return writing.post_data("Un bus", slug="un-bus", summary="Oui.", **values)


def linked(kind: str, pk: int) -> str:
    return f'<p>Lisez <a linktype="{kind}" id="{pk}">ceci</a>.</p>'


def named(what: str, side: Side, page: Page) -> dict[str, Any]:
    """Form data in which a post names something of a side."""
    picture = {"image": str(side.image.pk), "alt_text": "x", "decorative": ""}
    image = {"image": picture, "caption": "", "credit": "", "width": "text"}
    file = {"document": str(side.document.pk), "title": "x", "description": ""}
    return {
        "main picture": lambda: data(main_image=str(side.image.pk)),
        "picture in the text": lambda: data(body=[("image", image)]),
        "gallery": lambda: data(body=[("gallery", {"images": streamlist(picture), "caption": ""})]),
        "file": lambda: data(body=[("download", file)]),
        "file in words": lambda: data(
            body=[("text", rich_text(linked("document", side.document.pk), features=FEATURES))]
        ),
        "page": lambda: data(body=[("button", button_to(page))]),
        "page in words": lambda: data(
            body=[("text", rich_text(linked("page", page.pk), features=FEATURES))]
        ),
        "author": lambda: data(bylines=[{"author": str(side.author.pk)}]),
    }[what]()


FEATURES = ["bold", "link", "document-link"]
KINDS = [
    *("main picture", "picture in the text", "gallery", "file", "file in words"),
    *("page", "page in words", "author"),
]


def streamlist(value: dict[str, str]) -> dict[str, Any]:
    """Two items of a list block."""
    item = {"value": value, "deleted": "", "type": "item"}
    return {"0": {**item, "order": "0"}, "1": {**item, "order": "1"}, "count": "2"}


def add_url(side: Side) -> str:
    return f"/admin/pages/add/hustings_blog/blogpage/{side.index.pk}/"


@override_settings(ALLOWED_HOSTS=["*"])
class TestOwnChoices(TestCase):
    """Two campaigns, built once; somebody of the first tries to name what the second has."""

    @classmethod
    def setUpTestData(cls):
        with override_settings(WAGTAILSEARCH_BACKENDS=UNINDEXED):
            call_command("setup_campaigns", many=2, verbosity=0)
            first, second = Site.objects.order_by("pk")
            cls.own, cls.other = furnish(first, "Own"), furnish(second, SECRET)
        cls.writer = member(first, "writer", ("editors", "publishers"))
        cls.add = f"/admin/pages/add/hustings_blog/blogpage/{cls.own.index.pk}/"

    def enter(self, user=None):
        client = Client()
        client.force_login(user or self.writer)
        return client

    def assert_refused(self, response):
        """The form is shown again, with an error and without a trace of the other campaign."""
        self.assertEqual(response.status_code, 200)
        form = response.context["form"]
        rows = [errors for rows in form.formsets.values() for errors in rows.errors]
        self.assertTrue(form.errors or any(rows))
        self.assertNotIn(SECRET.lower(), response.content.decode().lower())

    def test_nothing_of_another_campaign_is_taken_or_shown(self):
        for what in KINDS:
            with self.subTest(what):
                posted = named(what, self.other, self.other.draft)
                self.assert_refused(self.enter().post(self.add, posted))
        self.assertFalse(BlogPage.objects.filter(title="Un bus").exists())

    def test_nor_where_the_form_is_refused_for_something_else(self):
        for what in KINDS:
            with self.subTest(what):
                posted = named(what, self.other, self.other.draft)
                broken = posted | {"title": "", "published_on": "nonsense"}
                self.assert_refused(self.enter().post(self.add, broken))

    def test_nor_in_a_preview(self):
        for what in KINDS:
            with self.subTest(what):
                client, url = self.enter(), f"{self.add}preview/"
                answer = client.post(url, named(what, self.other, self.other.draft))
                self.assertFalse(answer.json()["is_valid"])
                self.assertNotIn(SECRET.lower(), client.get(url).content.decode().lower())

    def test_what_is_ones_own_is_taken(self):
        for number, what in enumerate(KINDS):
            with self.subTest(what):
                posted = named(what, self.own, self.own.draft) | {"slug": f"bus-{number}"}
                made = self.enter().post(self.add, posted)
                self.assertEqual(made.status_code, 302, writing.errors_of(made))
        self.assertEqual(BlogPage.objects.filter(title="Un bus").count(), len(KINDS))

    def test_a_page_everybody_may_read_can_be_linked_to_and_no_other(self):
        posted = named("page", self.other, self.other.live)
        PageViewRestriction.objects.create(page=self.other.live, password="x")
        self.assert_refused(self.enter().post(self.add, posted))
        PageViewRestriction.objects.all().delete()
        self.assertEqual(self.enter().post(self.add, posted).status_code, 302)

    def test_a_superuser_names_what_they_want_save_authors_of_another_site(self):
        users = get_user_model().objects
        root = users.create_superuser("root", "root@example.org", PASSWORD)
        for number, what in enumerate(KINDS):
            posted = named(what, self.other, self.other.draft) | {"slug": f"bus-{number}"}
            status = self.enter(root).post(self.add, posted).status_code
            self.assertEqual(status, 200 if what == "author" else 302, what)

    def test_what_a_page_held_already_stays(self):
        """A superuser put it there, or it lay in another folder then."""
        foreign = self.other.image
        post = BlogPage(title="Un bus", slug="un-bus", summary="Oui.", main_image=foreign)
        self.own.index.add_child(instance=post)
        post.save_revision()
        client, url = self.enter(), f"/admin/pages/{post.pk}/edit/"
        changed = data(main_image=str(foreign.pk)) | {"title": "Un tram"}
        # Also taken out and put back: it stands in an older version.
        for posted in (changed, data() | {"title": "Un train"}, changed):
            self.assertEqual(client.post(url, posted).status_code, 302)
        more = data(main_image=str(foreign.pk), body=[("button", button_to(self.other.draft))])
        self.assertEqual(client.post(url, more).status_code, 200)

    def test_nor_is_it_taken_in_the_settings_of_a_site(self):
        client = self.enter(member(self.own.site, "everything"))
        url = f"/admin/settings/hustings_home/brandsettings/{self.own.site.pk}/"
        colours = {"primary_colour": "#1d3f8f", "accent_colour": "#b3261e"}
        form = {"campaign_name": "Own", "favicon": "", **colours}
        self.assert_refused(client.post(url, form | {"logo": str(self.other.image.pk)}))
        self.assertIsNone(BrandSettings.objects.get(site=self.own.site).logo)
        own = client.post(url, form | {"logo": str(self.own.image.pk)})
        self.assertEqual(own.status_code, 302)

    def test_nor_for_an_author(self):
        url = "/admin/snippets/hustings_blog/author/add/"
        form = {"name": "Anna", "role": "", "slug": ""}
        client = self.enter()
        self.assert_refused(client.post(url, form | {"photo": str(self.other.image.pk)}))
        own = client.post(url, form | {"photo": str(self.own.image.pk)})
        self.assertEqual(own.status_code, 302)

    def test_nor_for_petitions_and_events(self):
        client = self.enter(member(self.own.site, "organiser", ("organisers",)))
        home = self.own.site.root_page
        for parent, app, model, name in (
            (PetitionIndexPage, "hustings_petitions", "petitionpage", "main_image"),
            (EventIndexPage, "hustings_events", "eventpage", "image"),
        ):
            below = parent.objects.child_of(home).get()
            url = f"/admin/pages/add/{app}/{model}/{below.pk}/"
            self.assertIn(name, client.get(url).context["form"].fields)
            form = {"title": "x", "slug": "x", "comments": inline_formset([])}
            form |= {"body": streamfield([]), name: str(self.other.image.pk)}
            refused = client.post(url, nested_form_data(form))
            self.assert_refused(refused)
            self.assertIn(name, refused.context["form"].errors)

    def test_nor_as_the_picture_of_a_translation(self):
        client = self.enter()
        english = self.own.site.root_page.get_translations().first().locale
        for number, place in enumerate(("main_image", "body")):
            kind = "main picture" if place == "main_image" else "picture in the text"
            posted = named(kind, self.own, self.own.draft) | {"slug": f"bus-{number}"}
            self.assertEqual(client.post(self.add, posted).status_code, 302)
            post = BlogPage.objects.get(slug=f"bus-{number}")
            translating.submit(client, post, english)
            translation = Translation.objects.get(source__object_id=post.translation_key)
            segment = OverridableSegment.objects.filter(
                source=translation.source, context__path__startswith=place
            ).first()
            url = reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])
            form = {"content_type": "application/x-www-form-urlencoded"}
            refused = client.put(url, f"value={self.other.image.pk}", **form)
            self.assertEqual(refused.status_code, 403)
            self.assertFalse(SegmentOverride.objects.exists())
            own = client.put(url, f"value={self.own.image.pk}", **form)
            self.assertEqual(own.status_code, 201)
            SegmentOverride.objects.all().delete()


def button_to(page: Page) -> dict[str, str]:
    """A button of a page's text."""
    return {"label": "x", "page": str(page.pk), "url": "", "style": "primary"}
