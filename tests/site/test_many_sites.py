"""149 campaigns on one installation: made by one command, and strangers to one another."""

import re

from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client, TestCase, override_settings
from django.urls import URLResolver, get_resolver
from wagtail.models import Collection, GroupCollectionPermission, Page, Site

from hustings.campaign.builder.staff import ROLES
from hustings_blog.models import Author
from hustings_events.staff.listing import RegistrationMixin
from hustings_mailings.staff.views import MailingMixin
from hustings_signup.models import Notice, SiteAccess
from hustings_signup.staff.neighbourhoods import NeighbourhoodEditView, NeighbourhoodIndexView
from hustings_signup.staff.notices import NoticeVersionsView, NoticeVersionView
from hustings_signup.staff.retention import RetentionView
from hustings_signup.staff.views import PeopleMixin
from tests.site.strangers import SECRET, addresses, furnish, join, member

MANY = 149
#: Search is not what is tried here, and indexing is a quarter of the time.
UNINDEXED = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}}
#: They end the session, or fail on purpose.
LEFT_OUT = ("logout", "test404", "failwhale")
#: Answers 200 to whatever session is named, and ends only one's own.
OWN_SESSION = "/admin/editing-sessions/release/"
#: Counts only, for whoever works for the site.
COUNTS = (
    NoticeVersionsView,
    NoticeVersionView,
    RetentionView,
    NeighbourhoodIndexView,
    NeighbourhoodEditView,
)
PEOPLE = re.compile(
    "/admin/(people|signatures|registrations|held-|mails|access-log|segments|follow-ups|duplicates"
    "|data-requests)"
)


def content(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace").lower()


def people_routes(patterns=None, before=""):
    """Every route whose view shows people, with its name."""
    for pattern in patterns or get_resolver().url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from people_routes(pattern.url_patterns, route)
        else:
            view = getattr(pattern.callback, "view_class", None)
            if (
                view
                and issubclass(view, PeopleMixin)
                and not issubclass(view, (*COUNTS, MailingMixin))
            ):
                yield route, view


@override_settings(ALLOWED_HOSTS=["*"])
class TestManySites(TestCase):
    """Built once; each test logs in as somebody else."""

    @classmethod
    def setUpTestData(cls):
        with override_settings(WAGTAILSEARCH_BACKENDS=UNINDEXED):
            call_command("setup_campaigns", many=MANY, verbosity=0)
            cls.sites = list(Site.objects.order_by("pk"))
            cls.first, cls.last = cls.sites[0], cls.sites[-1]
            cls.stranger = furnish(cls.last)
        cls.everything = member(cls.first, "everything")
        cls.editor = member(cls.first, "editor", ("editors", "publishers"))

    def enter(self, user):
        client = Client(raise_request_exception=False)
        client.force_login(user)
        return client

    def test_every_entry_of_a_roles_menu_opens(self):
        for role in ROLES:
            client = self.enter(member(self.first, f"only-{role}", (role,)))
            page = client.get("/admin/").content.decode()
            entries = set(re.findall(r'"url": "(/admin/[^"#]*)"', page))
            assert "/admin/account/" in entries or len(entries) > 3, role
            for entry in entries - {"/admin/logout/"}:
                # Settings lead on to those of a site.
                answer = client.get(entry, follow=True)
                assert answer.status_code == 200, (role, entry)
                assert answer.redirect_chain[-1:] != [("/admin/", 302)], (role, entry)

    def test_each_has_a_tree_groups_notices_and_a_folder_of_its_own(self):
        assert len(self.sites) == MANY
        roots = {site.root_page_id for site in self.sites}
        assert len(roots) == MANY
        assert SiteAccess.objects.count() == MANY * len(ROLES)
        assert Group.objects.filter(hustings_sites__isnull=False).distinct().count() == MANY * len(
            ROLES
        )
        folders = GroupCollectionPermission.objects.values_list(
            "group__hustings_sites__site", "collection"
        ).distinct()
        assert len(set(folders)) == len({folder for _site, folder in folders}) == MANY
        assert Collection.get_first_root_node().pk not in {folder for _site, folder in folders}
        for site in self.sites[:: MANY // 4 or 1]:
            assert Notice.objects.filter(site=site).count() >= 8

    def test_each_answers_at_its_own_address(self):
        for site in self.sites[:: MANY // 3 or 1]:
            page = Client(headers={"host": site.hostname}).get("/fr/", follow=True)
            assert page.status_code == 200
            assert site.root_page.title.split()[-1] in page.content.decode()

    def test_making_them_again_changes_nothing(self):
        before = Page.objects.count(), Group.objects.count(), Site.objects.count()
        call_command("setup_campaigns", many=2, verbosity=0)
        assert (Page.objects.count(), Group.objects.count(), Site.objects.count()) == before

    def test_r17_staff_of_one_site_reach_nothing_of_another_by_any_address(self):
        client = self.enter(self.everything)
        assert client.get("/admin/people/").status_code == 200
        paths = [path for path in addresses(self.stranger) if not any(w in path for w in LEFT_OUT)]
        assert len(paths) > 250
        for path in paths:
            kind = "image" if "image" in path else "document" if "doc" in path else "page"
            ids = "&".join(f"id={pk}" for pk in self.stranger.ids[kind])
            for query in ("", f"?{ids}", "?term=zw", "?for_explorer=1&fields=*"):
                response = client.get(path + query)
                assert response.status_code < 500, path + query
                assert SECRET.lower() not in content(response), path + query
                if not query and re.search(r"/\d+/", path):
                    assert response.status_code != 200, path
                if not query and PEOPLE.match(path) and re.search(r"/\d+/", path):
                    assert response.status_code in (302, 403, 404), path

    def test_r17_nor_by_searching(self):
        client = self.enter(self.everything)
        for path in addresses(self.stranger):
            if re.search(r"/\d+/", path) or any(word in path for word in LEFT_OUT):
                continue
            page = content(client.get(path, {"q": "wxq"}))
            assert SECRET.lower() not in page, path

    def test_r17_nor_by_sending(self):
        client = self.enter(self.everything)
        before = self.stranger.site.root_page.get_descendants().count()
        for path in addresses(self.stranger):
            if re.search(r"/\d+/", path) and not any(word in path for word in LEFT_OUT):
                ids = [str(pk) for pk in self.stranger.ids["page"]]
                response = client.post(path, {"id": ids})
                if not path.startswith(OWN_SESSION):
                    assert response.status_code in (302, 400, 403, 404, 405), path
                assert SECRET.lower() not in content(response), path
        assert self.stranger.site.root_page.get_descendants().count() == before

    def test_r17_an_editor_gets_403_on_every_address_with_people(self):
        own = furnish_people(self.first)
        client = self.enter(self.editor)
        found = list(people_routes())
        assert len(found) > 12
        assert any(issubclass(view, RegistrationMixin) for _route, view in found)
        for route, _view in found:
            path = "/" + re.sub(r"<[^>]+>", str(own), route)
            assert client.get(path).status_code == 403, path
            assert client.post(path).status_code == 403, path

    def test_r17_nothing_of_people_reaches_an_editor_elsewhere_in_the_admin(self):
        furnish_people(self.first)
        client = self.enter(self.editor)
        assert client.get("/admin/").status_code == 200
        for path in addresses(self.stranger):
            if re.search(r"/\d+/", path) or any(word in path for word in LEFT_OUT):
                continue
            for query in ("", "?q=wxq"):
                assert SECRET.lower() not in content(client.get(path + query)), path

    def test_settings_of_the_own_site_can_be_changed_and_of_no_other(self):
        client = self.enter(self.everything)
        address = "/admin/settings/hustings_home/brandsettings/{}/"
        assert client.get(address.format(self.first.pk)).status_code == 200
        assert client.get(address.format(self.last.pk)).status_code != 200

    def test_authors_and_tags_of_the_own_site_can_be_worked_on(self):
        client = self.enter(self.editor)
        author = "/admin/snippets/hustings_blog/author/"
        made = client.post(f"{author}add/", {"name": "Lea", "role": "", "slug": "", "photo": ""})
        assert made.status_code == 302
        assert Author.objects.get(name="Lea").site == self.first
        assert "lea" in content(client.get(author))
        assert client.get("/admin/snippets/hustings_blog/blogtag/").status_code == 200
        chooser = client.get("/admin/snippets/choose/hustings_blog/author/")
        assert "lea" in content(chooser)

    def test_pages_of_the_own_site_can_still_be_worked_on(self):
        client = self.enter(self.everything)
        home = self.first.root_page
        for path in (f"/admin/pages/{home.pk}/", f"/admin/pages/{home.pk}/edit/"):
            assert client.get(path).status_code == 200
        chooser = content(client.get("/admin/choose-page/"))
        assert home.title.lower() in chooser
        assert client.get(f"/admin/choose-page/{home.pk}/").status_code == 200
        assert client.get("/admin/images/").status_code == 200


def furnish_people(site) -> int:
    """A supporter of the site whose name is the secret; returns their number."""
    return join(site).pk


def test_a_table_is_checked_before_anything_is_built(db, tmp_path):
    table = tmp_path / "sites.csv"
    table.write_text("campaign_name;site_address\nA;https://a.example.org\n;nonsense\n")
    sites = Site.objects.count()
    try:
        call_command("setup_campaigns", str(table), verbosity=0)
    except CommandError as error:
        assert "line 3: campaign_name is missing" in str(error)
    else:
        raise AssertionError("accepted")
    assert Site.objects.count() == sites


def test_two_sites_of_one_name_share_no_group_and_no_folder(db, tmp_path):
    table = tmp_path / "sites.csv"
    table.write_text(
        "campaign_name,site_address\nVille,https://a.example.org\nVille,https://b.example.org\n"
    )
    call_command("setup_campaigns", str(table), verbosity=0)
    groups = SiteAccess.objects.values_list("group", "site")
    assert len(groups) == len({group for group, _site in groups}) == 2 * len(ROLES)
    folders = set(
        GroupCollectionPermission.objects.values_list("group__hustings_sites__site", "collection")
    )
    assert len({folder for _site, folder in folders}) == 2
