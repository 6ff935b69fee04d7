"""Who opened, searched, listed and exported whom is written down, and says no name (R17)."""

from datetime import timedelta

import pytest
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.models import Site

from hustings_signup.models import AccessEntry, PeoplePermission
from hustings_signup.staff import access_log
from hustings_signup.staff.access_log_screen import where
from hustings_signup.staff.person import PersonMixin
from hustings_signup.staff.views import PeopleMixin
from tests.conftest import PASSWORD
from tests.signup.staff.conftest import enter, make_user

SCREEN = "/admin/access-log/"
Action = AccessEntry.Action
#: Screens that write themselves into the log: lists, and pages of one person.
SHOWN = (BaseListingView, PersonMixin)


@pytest.fixture
def lea(join):
    return join(given_name="Léa", family_name="Martin", postcode="69001")


def entries(**about):
    return list(AccessEntry.objects.filter(**about).order_by("pk"))


def test_r17_opening_a_record_is_written_down(officer, lea):
    enter(officer).get(f"/admin/people/{lea.pk}/")
    (entry,) = entries(action=Action.OPEN)
    assert (entry.user, entry.user_name) == (officer, "officer")
    assert (entry.supporter_number, entry.site) == (lea.pk, lea.site)


def test_r17_a_list_is_written_down_with_how_many_it_showed(officer, lea, join):
    join("tom@example.org")
    enter(officer).get("/admin/people/")
    (entry,) = entries(action=Action.LIST)
    assert (entry.people, entry.detail) == (2, "hustings_people:index")


def people_screens(patterns=None, prefix=""):
    """The name of every address of the admin that shows a person or a list of them."""
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from people_screens(pattern.url_patterns, inner)
            continue
        view = getattr(pattern.callback, "view_class", None)
        # Without a template of its own it takes a POST and leads back.
        of_people = view and issubclass(view, PeopleMixin) and issubclass(view, SHOWN)
        if of_people and view.template_name != PeopleMixin.template_name:
            yield f"{prefix}{pattern.name}"


def test_every_screen_about_people_has_words_in_the_log():
    names = set(people_screens())
    assert {"hustings_people:index", "hustings_people:print"} <= names
    spoken = {name: where(AccessEntry(detail=name, action=Action.OPEN)) for name in names}
    assert [name for name, words in spoken.items() if words == name] == []


@pytest.mark.parametrize(
    ("term", "kind"),
    [("lea@example.org", "email"), ("69001", "postcode"), ("Martin", "words")],
)
def test_r17_a_search_is_written_down_by_kind_and_never_by_its_words(officer, lea, term, kind):
    enter(officer).get("/admin/people/", {"q": term})
    (entry,) = entries(action=Action.SEARCH)
    assert entry.search == kind
    stored = " ".join(str(value) for value in AccessEntry.objects.values().get().values())
    assert term not in stored
    assert entry in AccessEntry.objects.filter(access_log.searched_for(f" {term.upper()} "))
    assert not AccessEntry.objects.filter(access_log.searched_for("somebody else")).exists()


def test_r17_what_is_done_for_a_person_is_written_down(officer, lea):
    enter(officer).post(
        f"/admin/people/{lea.pk}/withdraw/", {"purposes": ["updates.campaign"], "asked": "on"}
    )
    (entry,) = entries(action=Action.ACT)
    assert (entry.detail, entry.supporter_number) == ("hustings_signup.withdraw", lea.pk)


def test_r17_an_export_is_written_down_with_its_count(officer, lea):
    enter(officer).post(
        "/admin/people/export/",
        {
            "format": "csv",
            "columns": ["email"],
            "purpose_text": "For the test of the log",
            "password": PASSWORD,
        },
    )
    (entry,) = entries(action=Action.EXPORT)
    assert (entry.user_name, entry.people) == ("officer", 1)


def test_a_refused_look_writes_nothing(editor, officer, other, lea, join):
    theirs = join("bea@example.org", page=other.page, notice=other.notice)
    enter(editor).get(f"/admin/people/{lea.pk}/")
    enter(officer).get(f"/admin/people/{theirs.pk}/")
    assert entries() == []


def test_one_look_at_two_sites_is_in_the_log_of_both(staff, other, lea):
    enter(staff).get("/admin/people/")
    assert {entry.site for entry in entries()} == {lea.site, other.site}


def test_the_log_reads_in_words_and_names_nobody(officer, lea):
    client = enter(officer)
    client.get(f"/admin/people/{lea.pk}/")
    client.get("/admin/people/", {"q": "Martin"})
    client.post(
        f"/admin/people/{lea.pk}/withdraw/", {"purposes": ["updates.campaign"], "asked": "on"}
    )
    page = client.get(SCREEN).content.decode()
    for words in (f"Supporter {lea.pk}", "officer", "Withdraw a consent", "a name or part of one"):
        assert words in page
    for secret in ("Léa", "Martin", "lea@example.org"):
        assert secret not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"user_name": "officer"}, 2),
        ({"user_name": "nobody"}, 0),
        ({"supporter_number": "lea"}, 1),
        ({"action": "search"}, 1),
        ({"term": "MARTIN"}, 1),
        ({"term": "Dupont"}, 0),
    ],
)
def test_the_log_is_filtered(officer, lea, asked, found):
    client = enter(officer)
    client.get(f"/admin/people/{lea.pk}/")
    client.get("/admin/people/", {"q": "Martin"})
    asked = {name: lea.pk if value == "lea" else value for name, value in asked.items()}
    response = client.get(SCREEN, asked)
    assert len(response.context["keyset"].rows) == found


def test_the_log_of_a_site_is_for_its_own_readers(signup, other, officer, lea):
    enter(officer).get(f"/admin/people/{lea.pk}/")
    reader = make_user("reader", sites=[other.site], permissions=[PeoplePermission.REGISTER])
    response = enter(reader).get(SCREEN)
    assert response.status_code == 200
    assert response.context["keyset"].rows == []
    lister = make_user("lister", sites=[signup.campaign.site], permissions=[PeoplePermission.LIST])
    assert enter(lister).get(SCREEN).status_code == 403


def test_entries_are_forgotten_after_a_year(officer, lea):
    enter(officer).get("/admin/people/")
    enter(officer).get(f"/admin/people/{lea.pk}/")
    old = entries(action=Action.LIST)[0]
    AccessEntry.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=366))
    assert access_log.prune() == 1
    assert [entry.action for entry in entries()] == [Action.OPEN]


def test_however_many_sites_are_in_view_it_is_one_query(campaign, django_assert_num_queries):
    other = Site.objects.create(hostname="b.example", root_page=campaign.home_en)
    with django_assert_num_queries(1):
        access_log.record(
            user=None, site_ids=[campaign.site.pk, other.pk], action=AccessEntry.Action.LIST
        )
    assert AccessEntry.objects.count() == 2
