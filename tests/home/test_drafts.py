"""Drafts may be unfinished; what is published is complete."""

import pytest
from django.urls import reverse
from django.utils.text import slugify
from wagtail.test.utils.form_data import nested_form_data, streamfield

from hustings_home.models import HomePage, IssuePage, LegalPage, ProgrammeIndexPage, StandardPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(campaign):
    page = ProgrammeIndexPage(title="Programme", slug="programme", locale=campaign.fr)
    campaign.home_fr.add_child(instance=page)
    return page


NO_COMMENTS = {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}


def add(editor, model, parent, *, publish=False, **fields):
    """Send the form that creates a page; the answer."""
    data = {"slug": slugify(fields["title"]), "body": streamfield([]), **fields}
    if model is IssuePage:
        data["sources"] = streamfield([])
    if publish:
        data["action-publish"] = "1"
    name = model._meta.model_name
    url = reverse("wagtailadmin_pages:add", args=["hustings_home", name, parent.pk])
    return editor.post(url, nested_form_data(data) | NO_COMMENTS)


@pytest.mark.parametrize(
    ("model", "required"),
    [(StandardPage, set()), (LegalPage, {"kind"}), (ProgrammeIndexPage, set())],
)
def test_a_draft_needs_a_title_only(editor, campaign, model, required):
    assert add(editor, model, campaign.home_fr, title="Brouillon").status_code == 302
    draft = model.objects.get(title="Brouillon")
    assert not draft.live
    response = add(editor, model, campaign.home_en, title="Publié", publish=True)
    if required:
        assert set(response.context["form"].errors) == required
        assert not model.objects.filter(title="Publié").exists()
    else:
        assert model.objects.get(title="Publié").live


def test_a_draft_issue_waits_for_its_measure_and_theme(editor, programme):
    assert add(editor, IssuePage, programme, title="Se loger").status_code == 302
    response = add(editor, IssuePage, programme, title="Se soigner", publish=True)
    assert set(response.context["form"].errors) == {"measure", "theme"}
    values = {"measure": "Un centre de santé.", "theme": "Santé"}
    assert add(editor, IssuePage, programme, title="S", publish=True, **values).status_code == 302
    assert IssuePage.objects.get(title="S").live


def test_a_home_page_is_published_with_a_lead(editor, campaign):
    response = add(editor, HomePage, campaign.root, title="Accueil", publish=True)
    assert set(response.context["form"].errors) == {"lead"}
    assert add(editor, HomePage, campaign.root, title="Accueil").status_code == 302


def test_a_page_without_form_cannot_be_chosen_as_the_form(editor, campaign):
    page = StandardPage(title="Contact", slug="contact", locale=campaign.fr)
    campaign.home_fr.add_child(instance=page)
    values = {"title": "Accueil", "lead": "x", "signup_page": page.pk}
    response = add(editor, HomePage, campaign.root, **values)
    assert "signup_page" in response.context["form"].errors


def test_an_empty_draft_can_be_previewed(editor, programme):
    add(editor, IssuePage, programme, title="Se loger")
    draft = IssuePage.objects.get()
    assert (
        editor.get(
            draft.edit_url if hasattr(draft, "edit_url") else f"/admin/pages/{draft.pk}/edit/"
        ).status_code
        == 200
    )
    assert editor.get(reverse("wagtailadmin_pages:view_draft", args=[draft.pk])).status_code == 200


def test_two_legal_pages_of_a_kind_cannot_both_be_published(editor, campaign):
    for title, publish, status in (("A", True, 302), ("B", False, 302), ("C", True, 200)):
        response = add(
            editor, LegalPage, campaign.home_fr, title=title, kind="accessibility", publish=publish
        )
        assert response.status_code == status
    assert "kind" in response.context["form"].errors


def test_a_legal_page_can_be_published_again(editor, campaign):
    add(editor, LegalPage, campaign.home_fr, title="A", kind="accessibility", publish=True)
    page = LegalPage.objects.get()
    data = nested_form_data(
        {
            "title": "A2",
            "slug": page.slug,
            "kind": page.kind,
            "body": streamfield([]),
            "action-publish": "1",
        }
    )
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = editor.post(url, data | NO_COMMENTS)
    assert response.status_code == 302
    page.refresh_from_db()
    assert page.title == "A2"
