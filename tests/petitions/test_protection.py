"""Signatures keep their petition: it is neither deleted nor moved to another site."""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from hustings_home.models import HomePage
from hustings_petitions.models import PetitionIndexPage, PetitionPage, Signature
from tests.petitions.conftest import Petitions, sign


def messages_of(response: object) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.fixture
def admin(client: Client, staff: object) -> Client:
    client.force_login(staff)
    return client


def test_a_petition_without_signatures_is_deleted(petitions: Petitions, admin: Client) -> None:
    admin.post(reverse("wagtailadmin_pages:delete", args=[petitions.en.pk]))
    assert not PetitionPage.objects.filter(pk=petitions.en.pk).exists()


def test_the_admin_refuses_in_words(petitions: Petitions, admin: Client) -> None:
    sign(petitions.fr)
    for language in (petitions.fr, petitions.en):
        response = admin.post(reverse("wagtailadmin_pages:delete", args=[language.pk]))
        assert response.status_code == 302
        assert "Un bus de nuit" in messages_of(response)
    assert PetitionPage.objects.count() == 2


def test_deleting_a_page_above_it_is_refused(petitions: Petitions, admin: Client) -> None:
    sign(petitions.fr)
    response = admin.post(
        reverse("wagtailadmin_pages:delete", args=[petitions.campaign.home_fr.pk])
    )
    assert "Un bus de nuit" in messages_of(response)
    assert PetitionIndexPage.objects.count() == 2


def test_deleting_several_pages_at_once_is_refused(petitions: Petitions, admin: Client) -> None:
    sign(petitions.fr)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response = admin.post(f"{url}?id={petitions.fr.pk}&id={petitions.en.pk}")
    assert "Un bus de nuit" in messages_of(response)
    assert PetitionPage.objects.count() == 2


@pytest.mark.parametrize("above", [False, True])
def test_no_other_path_deletes_it_either(petitions: Petitions, above: bool) -> None:
    sign(petitions.fr)
    target = petitions.campaign.home_fr if above else petitions.fr
    before = list(Page.objects.order_by("path").values("path", "numchild"))
    with pytest.raises(ProtectedError), transaction.atomic():
        Page.objects.get(pk=target.pk).delete()
    assert PetitionPage.objects.count() == 2
    assert Signature.objects.count() == 1
    assert list(Page.objects.order_by("path").values("path", "numchild")) == before


@pytest.fixture
def other_index(petitions: Petitions) -> PetitionIndexPage:
    home = HomePage(title="Autre", slug="autre", lead="x", locale=petitions.campaign.fr)
    petitions.campaign.root.add_child(instance=home)
    Site.objects.create(hostname="other.example", root_page=home)
    return home.add_child(
        instance=PetitionIndexPage(title="P", slug="p", locale=petitions.campaign.fr)
    )


def test_signatures_do_not_move_to_another_site(
    petitions: Petitions, other_index: PetitionIndexPage, admin: Client
) -> None:
    sign(petitions.fr)
    url = reverse("wagtailadmin_pages:move_confirm", args=[petitions.fr.pk, other_index.pk])
    assert messages_of(admin.post(url))
    with pytest.raises(PermissionDenied):
        petitions.fr.move(other_index, pos="last-child")
    assert PetitionPage.objects.get(pk=petitions.fr.pk).get_site() == petitions.campaign.site


def test_an_unsigned_petition_moves_freely(
    petitions: Petitions, other_index: PetitionIndexPage
) -> None:
    petitions.fr.move(other_index, pos="last-child")
    moved = PetitionPage.objects.get(pk=petitions.fr.pk)
    assert moved.get_site() == other_index.get_site()
    assert moved.count == 0
