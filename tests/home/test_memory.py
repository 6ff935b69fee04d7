"""What is remembered for every page, and when it is forgotten."""

import pytest
from django.core.cache import cache
from django.test import Client

from hustings_home import memory
from hustings_home.memory import forget, remember
from hustings_home.models import BrandSettings, IdentitySettings, StandardPage
from tests.conftest import Campaign


def test_a_value_is_made_once(db: None) -> None:
    made: list[int] = []
    for _twice in range(2):
        assert remember("key", lambda: made.append(1) or len(made)) == 1
    assert made == [1]


def test_nothing_is_a_value_too(db: None) -> None:
    assert remember("key", lambda: None) is None
    assert remember("key", lambda: "late") is None


def test_what_is_remembered_lasts_seconds(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "SECONDS", 0)
    assert remember("key", lambda: 1) == 1
    assert remember("key", lambda: 2) == 2


def test_forgetting_works_before_anything_was_remembered(db: None) -> None:
    forget()
    cache.clear()
    forget()
    assert remember("key", lambda: 1) == 1


def test_a_saved_setting_shows_at_once(client: Client, campaign: Campaign) -> None:
    assert "Une ville à vivre" in client.get("/fr/").content.decode()
    brand = BrandSettings.objects.get()
    brand.campaign_name = "Une ville à aimer"
    brand.save()
    identity = IdentitySettings.objects.get()
    identity.publisher = "Autre éditeur"
    identity.save()
    html = client.get("/fr/").content.decode()
    assert "Une ville à aimer" in html
    assert "Autre éditeur" in html


def test_a_published_moved_or_deleted_page_changes_the_menu_at_once(
    client: Client, campaign: Campaign
) -> None:
    assert "Équipe" not in client.get("/fr/").content.decode()
    page = StandardPage(title="Équipe", slug="equipe", show_in_menus=True)
    campaign.home_fr.add_child(instance=page)
    assert "Équipe" in client.get("/fr/").content.decode()
    other = StandardPage(title="Nous", slug="nous")
    campaign.home_fr.add_child(instance=other)
    page.refresh_from_db()
    page.move(other, pos="last-child")
    assert "Équipe" not in client.get("/fr/").content.decode()
    page.refresh_from_db()
    campaign.home_fr.refresh_from_db()
    page.move(campaign.home_fr, pos="last-child")
    assert "Équipe" in client.get("/fr/").content.decode()
    StandardPage.objects.get(pk=page.pk).delete()
    assert "Équipe" not in client.get("/fr/").content.decode()


def test_what_is_written_down_is_read_from_the_database(campaign: Campaign) -> None:
    site = campaign.site
    assert IdentitySettings.read(site).publisher == "Association Essai"
    IdentitySettings.objects.update(publisher="Sans signal")
    assert IdentitySettings.read(site).publisher == "Sans signal"
