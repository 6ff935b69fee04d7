"""What editors meet in the admin, and what each may touch."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupSitePermission, Page, Site

from hustings_home.models import (
    HomePage,
    IdentitySettings,
    IssuePage,
    LegalPage,
    ProgrammeIndexPage,
    StandardPage,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (StandardPage, {"title", "lead", "body"}),
        (LegalPage, {"title", "kind", "replaces_generated", "body"}),
        (ProgrammeIndexPage, {"title", "lead", "body"}),
        (
            HomePage,
            {
                "title",
                "eyebrow",
                "lead",
                "hero_image",
                "primary_action_page",
                "primary_action_label",
                "signup_page",
                "body",
            },
        ),
    ],
)
def test_the_form_of_each_page_shows_its_fields(editor, campaign, model, fields):
    parent = campaign.root if model is HomePage else campaign.home_fr
    url = reverse(
        "wagtailadmin_pages:add", args=["hustings_home", model._meta.model_name, parent.pk]
    )
    response = editor.get(url)
    assert response.status_code == 200
    assert fields <= set(response.context["form"].fields)


def test_an_issue_is_written_below_the_programme_only(editor, campaign):
    index = ProgrammeIndexPage(title="Programme", slug="programme", locale=campaign.fr)
    campaign.home_fr.add_child(instance=index)
    for parent, status in ((index, 200), (campaign.home_fr, 302)):
        url = reverse("wagtailadmin_pages:add", args=["hustings_home", "issuepage", parent.pk])
        response = editor.get(url)
        assert response.status_code == status
    assert IssuePage.can_create_at(index)


def test_the_choice_of_page_types_comes_with_a_description(editor, campaign):
    url = reverse("wagtailadmin_pages:add_subpage", args=[campaign.home_fr.pk])
    html = editor.get(url).content.decode()
    for model in (StandardPage, LegalPage, ProgrammeIndexPage):
        assert str(model.get_page_description()) in html


def test_pages_are_found_by_the_words_of_their_text(campaign):
    page = StandardPage(
        title="Équipe", slug="equipe", locale=campaign.fr, body=[("text", "<p>Ornithologue</p>")]
    )
    campaign.home_fr.add_child(instance=page)
    assert [found.title for found in Page.objects.search("ornithologue")] == ["Équipe"]


def site_editor(site):
    """A person who may change the identity of one site."""
    group = Group.objects.create(name=f"editors of {site.hostname}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupSitePermission.objects.create(
        group=group,
        site=site,
        permission=Permission.objects.get(codename="change_identitysettings"),
    )
    user = get_user_model().objects.create_user(f"editor-{site.pk}")
    user.groups.add(group)
    return user


def test_editors_of_one_site_do_not_change_another_sites_identity(client, campaign):
    other = Site.objects.create(hostname="other.example", root_page=campaign.home_en)
    IdentitySettings.objects.create(site=other, publisher="Other")
    client.force_login(site_editor(campaign.site))
    for site, status in ((campaign.site, 200), (other, 302)):
        url = reverse("wagtailsettings:edit", args=["hustings_home", "identitysettings", site.pk])
        assert client.get(url).status_code == status
    client.post(url, {"publisher": "Taken over"})
    assert IdentitySettings.objects.get(site=other).publisher == "Other"
