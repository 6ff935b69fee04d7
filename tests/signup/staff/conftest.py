"""Two sites with people of their own, and staff who work for one of them."""

from dataclasses import dataclass

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import Site

from hustings_home.models import HomePage
from hustings_signup import services
from hustings_signup.mailbox import parse
from hustings_signup.models import PeoplePermission, SignupPage, Supporter
from hustings_signup.people import Person
from hustings_signup.staff import access
from hustings_signup.visits import Visit
from tests.conftest import PASSWORD
from tests.signup.conftest import make_notice

EVERYTHING = PeoplePermission.values


def make_user(name, *, sites=(), permissions=(), language="en"):
    """A member of a group of their own that may enter the admin."""
    user = get_user_model().objects.create_user(
        username=name, email=f"{name}@example.org", password=PASSWORD
    )
    group = Group.objects.create(name=f"Group of {name}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    access.grant(group, sites=sites, permissions=permissions)
    user.groups.add(group)
    speak(user, language)
    return user


def speak(user, language):
    """The user's admin is in this language."""
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save()


def enter(user):
    """A client logged in as this user."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def join(signup):
    """Signs a person up on site A (or on the page given) and, unless told not to, confirms."""

    def join(email="lea@example.org", *, page=None, notice=None, confirm=True, ticked=(), **about):
        at = about.pop("at", None)
        submission = services.submit(
            act="updates.campaign",
            act_ref=about.pop("act_ref", "page:news"),
            page=page or signup.fr,
            person=Person(mailbox=parse(email), **about),
            asked=dict.fromkeys(ticked, True),
            notice=notice or signup.notice_fr,
            visit=Visit(ip="192.0.2.7", user_agent="Firefox", path="/fr/s-inscrire/"),
            locale="fr",
            at=at,
        )
        if confirm:
            services.confirm(submission=submission, at=at)
        return Supporter.objects.get(pk=submission.supporter_id)

    return join


@dataclass
class OtherSite:
    """A second candidate on the same install."""

    site: Site
    page: SignupPage
    notice: object


@pytest.fixture
def other(signup):
    """Site B with its own sign-up page and notice."""
    home = HomePage(title="Autre", slug="autre", lead="B", locale=signup.campaign.fr)
    signup.campaign.root.add_child(instance=home)
    site = Site.objects.create(hostname="b.example", root_page=home, site_name="Candidate B")
    page = SignupPage(title="Inscription B", slug="inscription", locale=signup.campaign.fr)
    home.add_child(instance=page)
    page.save_revision().publish()
    return OtherSite(site, page, make_notice(site, "news", "fr"))


@pytest.fixture
def officer(signup):
    """Data officer of site A: may do everything, there."""
    return make_user("officer", sites=[signup.campaign.site], permissions=EVERYTHING)


@pytest.fixture
def organiser(signup):
    """Works for site A and sees people of their own events only: none of ours."""
    return make_user("organiser", sites=[signup.campaign.site])


@pytest.fixture
def editor(signup):
    """Writes pages; no group gives a site."""
    return make_user("editor")
