"""How staff write a petition: drafts may be unfinished, what is published may not."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from hustings_petitions.models import PetitionPage
from tests.petitions.conftest import Petitions


@pytest.fixture
def admin(client: Client, staff: object) -> Client:
    client.force_login(staff)
    return client


def written(**changes: object) -> dict[str, str]:
    return nested_form_data(
        {
            "title": "Des arbres",
            "slug": "arbres",
            "ask": "Trois cents arbres avant l’hiver.",
            "addressee": "la maire",
            "goal": "300",
            "closes_at": "",
            "main_image": "",
            "body": streamfield([]),
            "state": "open",
            "outcome": rich_text(""),
            "comments": {
                "TOTAL_FORMS": 0,
                "INITIAL_FORMS": 0,
                "MIN_NUM_FORMS": 0,
                "MAX_NUM_FORMS": "",
            },
            **changes,
        }
    )


def send(admin: Client, petitions: Petitions, **changes: object) -> object:
    url = reverse(
        "wagtailadmin_pages:add",
        args=["hustings_petitions", "petitionpage", petitions.index_fr.pk],
    )
    return admin.post(url, written(**changes))


def test_a_complete_petition_is_published_with_its_row(petitions: Petitions, admin: Client) -> None:
    assert send(admin, petitions, **{"action-publish": "1"}).status_code == 302
    page = PetitionPage.objects.get(slug="arbres")
    assert page.live
    assert page.petition is not None
    assert page.petition.goal == 300


def test_an_unfinished_draft_is_kept(petitions: Petitions, admin: Client) -> None:
    assert send(admin, petitions, ask="", addressee="", state="won").status_code == 302
    page = PetitionPage.objects.get(slug="arbres")
    assert not page.live
    assert page.petition is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ask": ""}, "ask"),
        ({"addressee": ""}, "addressee"),
        ({"goal": "0"}, "goal"),
        ({"state": "won"}, "outcome"),
        ({"state": "closed"}, "outcome"),
    ],
)
def test_what_is_missing_is_said_at_publication(
    petitions: Petitions, admin: Client, changes: dict[str, str], field: str
) -> None:
    answer = send(admin, petitions, **changes, **{"action-publish": "1"})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not PetitionPage.objects.filter(slug="arbres").exists()


def test_an_ended_petition_with_its_outcome_is_published(
    petitions: Petitions, admin: Client
) -> None:
    outcome = rich_text("<p>La ville plante.</p>")
    answer = send(admin, petitions, state="won", outcome=outcome, **{"action-publish": "1"})
    assert answer.status_code == 302
    assert PetitionPage.objects.get(slug="arbres").current_phase == "won"


def test_the_editor_and_its_preview_open(petitions: Petitions, admin: Client) -> None:
    assert admin.get(reverse("wagtailadmin_pages:edit", args=[petitions.fr.pk])).status_code == 200
    preview = reverse("wagtailadmin_pages:view_draft", args=[petitions.fr.pk])
    assert admin.get(preview).status_code == 200
