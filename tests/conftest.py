"""What every test may ask for: a small bilingual site, and a database that can be emptied."""

from collections.abc import Iterator
from dataclasses import dataclass

import hypothesis
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from wagtail.models import Collection, Locale, Page, Site

from hustings_home.models import BrandSettings, HomePage, IdentitySettings
from hustings_signup import guarding, triggers
from hustings_signup.facts.proving import differences

PASSWORD = "a long password for the tests"

# A property is true or false; how long it takes depends on what else the machine does.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


@dataclass
class Campaign:
    """A site with one home page per language, translations of each other."""

    site: Site
    root: Page
    fr: Locale
    en: Locale
    home_fr: HomePage
    home_en: HomePage


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _a_slow_machine_forgets_no_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who counts queries visits twice; on a busy machine a second may lie between."""
    monkeypatch.setattr(guarding, "SECONDS", 600)


@pytest.fixture
def campaign(db: None) -> Campaign:
    """The smallest bilingual campaign site, at http://localhost."""
    return make_campaign()


def make_campaign() -> Campaign:
    """Build it; also for tests that fill the database themselves."""
    fr, _made = Locale.objects.get_or_create(language_code="fr")
    en, _made = Locale.objects.get_or_create(language_code="en")
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    # A transaction test before this one has emptied what the migrations made.
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=fr)
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    home_fr = HomePage(title="Campagne", slug="campagne", lead="Bonjour.", locale=fr)
    root.add_child(instance=home_fr)
    home_fr.save_revision().publish()
    home_en = home_fr.copy_for_translation(en)
    home_en.title, home_en.lead, home_en.slug = "Campaign", "Hello.", "campaign"
    home_en.save_revision().publish()
    site = Site.objects.create(
        hostname="localhost", port=80, root_page=home_fr, is_default_site=True, site_name="Essai"
    )
    BrandSettings.objects.create(site=site, campaign_name="Une ville à vivre")
    IdentitySettings.objects.create(
        site=site, publisher="Association Essai", data_contact_email="donnees@example.org"
    )
    return Campaign(
        site=site,
        root=root,
        fr=fr,
        en=en,
        home_fr=HomePage.objects.get(pk=home_fr.pk),
        home_en=HomePage.objects.get(pk=home_en.pk),
    )


@pytest.fixture
def staff(db: None) -> AbstractBaseUser:
    """A superuser whose password is PASSWORD."""
    return get_user_model().objects.create_superuser(
        username="staff", email="staff@example.org", password=PASSWORD
    )


@pytest.fixture(autouse=True)
def _the_facts_of_people_hold(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test did to people, lists and acts, segments read the same of them."""
    uses_database = {"db", "transactional_db"} & set(request.fixturenames)
    if not uses_database and not request.node.get_closest_marker("django_db"):
        yield
        return
    request.getfixturevalue("db")
    yield
    if not connection.needs_rollback:  # a test of a constraint leaves nothing that could be read
        assert list(differences(dry_run=True)) == []


@pytest.fixture(scope="session", autouse=True)
def _ledger_can_be_emptied_between_tests() -> Iterator[None]:
    """Transaction tests empty every table; the ledger's triggers refuse that, so they step aside.

    Only here: nothing in the product can switch a guard off.
    """
    original = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            for statement in _without_guards():
                cursor.execute(statement)
        try:
            original(case)
        finally:
            with connection.cursor() as cursor:
                for statement in _with_guards():
                    cursor.execute(statement)
            triggers.ensure()

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]


def _without_guards() -> list[str]:
    if connection.vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in triggers.names("sqlite")]
    return [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in triggers.GUARDED]


def _with_guards() -> list[str]:
    if connection.vendor == "sqlite":
        return []
    return [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in triggers.GUARDED]
