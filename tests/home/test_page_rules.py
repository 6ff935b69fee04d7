"""Which page may stand where, and what the editor is told about it."""

import pytest
from wagtail.models import Page

from hustings_home.models import (
    BasePage,
    HomePage,
    IssuePage,
    LegalPage,
    ProgrammeIndexPage,
    StandardPage,
)

PAGES = [HomePage, StandardPage, LegalPage, ProgrammeIndexPage, IssuePage]


def ours(models):
    """Those of the page types that belong to this app."""
    return {model for model in models if model in PAGES}


@pytest.mark.parametrize(
    ("parent", "allowed"),
    [
        (StandardPage, {StandardPage}),
        (ProgrammeIndexPage, {IssuePage}),
        (IssuePage, set()),
        (LegalPage, set()),
    ],
)
def test_a_page_holds_only_its_kinds(parent, allowed):
    assert ours(parent.allowed_subpage_models()) == allowed


def test_the_home_page_holds_everything_that_says_it_lives_there():
    allowed = ours(HomePage.allowed_subpage_models())
    assert allowed == {StandardPage, LegalPage, ProgrammeIndexPage}


def test_pages_of_other_apps_live_under_home_by_their_own_word():
    allowed = HomePage.allowed_subpage_models()
    others = [model for model in allowed if issubclass(model, BasePage) and model not in PAGES]
    assert others
    assert all("hustings_home.HomePage" in model.parent_page_types for model in others)


def test_only_a_home_page_stands_at_the_root():
    allowed = Page.allowed_subpage_models()
    assert [model for model in allowed if issubclass(model, BasePage)] == [HomePage]


def test_one_programme_and_three_legal_pages_per_home_page(campaign):
    home = campaign.home_fr
    home.add_child(instance=ProgrammeIndexPage(title="P", locale=campaign.fr))
    assert not ProgrammeIndexPage.can_create_at(home)
    for kind in LegalPage.Kind:
        assert LegalPage.can_create_at(home)
        home.add_child(instance=LegalPage(title=kind.label, kind=kind, locale=campaign.fr))
    assert not LegalPage.can_create_at(home)
    assert LegalPage.can_create_at(campaign.home_en)


@pytest.mark.parametrize("model", PAGES)
def test_every_page_type_says_what_it_is_for(model):
    assert model.get_page_description()


@pytest.mark.parametrize("model", PAGES)
def test_every_page_names_its_parent_link(model):
    """A host project may own a class of the same name (fields.E304)."""
    link = model._meta.get_field("page_ptr")
    assert link.remote_field.related_name == f"hustings_home_{model._meta.model_name}"
    assert link.primary_key and link.remote_field.parent_link
