"""The front page."""

import pytest

from hustings_home.models import HomePage, StandardPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(campaign):
    """A live page in both languages that the home pages can lead to."""
    french = StandardPage(title="Agir", slug="agir", locale=campaign.fr)
    campaign.home_fr.add_child(instance=french)
    english = french.copy_for_translation(campaign.en)
    english.title, english.slug = "Act", "act"
    english.save_revision().publish()
    return french


def context_of(page, request):
    return HomePage.objects.get(pk=page.pk).get_context(request)


def test_nothing_chosen_is_nothing_shown(campaign, request_fr, django_assert_num_queries):
    page = HomePage.objects.get(pk=campaign.home_fr.pk)
    with django_assert_num_queries(0):
        context = page.get_context(request_fr)
    assert (context["signup_target"], context["action_target"]) == (None, None)


def test_a_chosen_page_is_shown_in_the_language_of_the_home_page(campaign, action, request_fr):
    HomePage.objects.update(signup_page=action, primary_action_page=action)
    french = context_of(campaign.home_fr, request_fr)
    assert french["signup_target"].title == french["action_target"].title == "Agir"
    english = context_of(campaign.home_en, request_fr)
    assert english["signup_target"].title == english["action_target"].title == "Act"
    assert type(english["signup_target"]) is StandardPage


def test_a_draft_or_untranslated_page_is_not_shown(campaign, action, request_fr):
    HomePage.objects.update(primary_action_page=action)
    action.get_translation(campaign.en).unpublish()
    assert context_of(campaign.home_en, request_fr)["action_target"] is None
    action.unpublish()
    assert context_of(campaign.home_fr, request_fr)["action_target"] is None


def test_deleting_the_chosen_page_keeps_the_home_page(campaign, action, request_fr):
    HomePage.objects.update(primary_action_page=action)
    action.delete()
    assert context_of(campaign.home_fr, request_fr)["action_target"] is None


def test_the_choice_costs_two_queries_and_one_more_when_translated(
    campaign, action, request_fr, django_assert_num_queries
):
    HomePage.objects.update(signup_page=action, primary_action_page=action)
    context_of(campaign.home_fr, request_fr)  # site and root paths are known from now on
    for home, queries in ((campaign.home_fr, 2), (campaign.home_en, 3)):
        page = HomePage.objects.get(pk=home.pk)
        with django_assert_num_queries(queries):
            page.get_context(request_fr)


def test_the_button_leads_to_the_page_in_the_language_being_read(campaign, action, client):
    HomePage.objects.update(primary_action_page=action, primary_action_label="")
    assert '<a class="btn btn--primary" href="/fr/agir/">Agir</a>' in page_html(client, "/fr/")
    assert '<a class="btn btn--primary" href="/en/act/">Act</a>' in page_html(client, "/en/")


def page_html(client, path):
    return client.get(path).content.decode()


def test_a_home_page_with_all_it_may_show_takes_few_queries(
    campaign, action, image, client, django_assert_max_num_queries
):
    HomePage.objects.update(primary_action_page=action, hero_image=image())
    page_html(client, "/fr/")
    with django_assert_max_num_queries(12):
        page_html(client, "/fr/")


@pytest.mark.parametrize("path", ["/fr/", "/en/"])
def test_the_home_page_answers_in_both_languages(campaign, client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert f'<html lang="{path[1:3]}"' in response.content.decode()


def test_visitors_get_no_cookie_and_no_vary_by_cookie(campaign, client):
    response = client.get("/fr/")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_the_shared_picture_is_the_main_one(campaign, image):
    page = campaign.home_fr
    assert page.share_image is None
    page.hero_image = image()
    assert page.share_image == page.hero_image
    assert StandardPage().share_image is None


def test_the_home_page_says_what_site_and_who(campaign, request_fr):
    website, body = campaign.home_fr.json_ld(request_fr)
    assert website == {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Une ville à vivre",
        "url": "http://localhost/fr/",
        "inLanguage": "fr",
    }
    assert body["name"] == "Association Essai"


def test_a_home_page_outside_any_site_says_nothing(campaign):
    stray = HomePage(title="Stray", slug="stray", lead="x", locale=campaign.fr)
    campaign.root.add_child(instance=stray)
    assert stray.json_ld() == []
