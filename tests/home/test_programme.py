"""The programme and its issues."""

import pytest

from hustings_home.models import BasePage, IssuePage, ProgrammeIndexPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(campaign):
    """A programme with four issues of two themes, one of them a draft."""
    index = ProgrammeIndexPage(title="Programme", slug="programme", locale=campaign.fr)
    campaign.home_fr.add_child(instance=index)
    for title, theme, live in (
        ("Bus", "Circuler", True),
        ("Logement", "Habiter", True),
        ("Vélo", "Circuler", True),
        ("Brouillon", "Habiter", False),
    ):
        issue = IssuePage(
            title=title, measure=f"{title} !", theme=theme, live=live, locale=campaign.fr
        )
        index.add_child(instance=issue)
    return index


def test_issues_stand_by_theme_in_the_order_of_the_tree(programme, request_fr):
    themes = programme.get_context(request_fr)["themes"]
    assert [(theme, [issue.title for issue in issues]) for theme, issues in themes] == [
        ("Circuler", ["Bus", "Vélo"]),
        ("Habiter", ["Logement"]),
    ]


def test_moving_an_issue_moves_it_in_the_programme(programme, request_fr):
    bicycle = IssuePage.objects.get(title="Vélo")
    bicycle.move(programme, pos="first-child")
    programme.refresh_from_db()
    assert [issue.title for issue in programme.issues()] == ["Vélo", "Bus", "Logement"]


def test_the_index_lists_its_first_issues(programme):
    assert programme.list_kind == "issues"
    assert [item.title for item in programme.list_items(2)] == ["Bus", "Logement"]
    assert programme.list_items(2)[0].card_template == "hustings_home/cards/issue.html"


def test_a_page_that_is_no_index_lists_nothing(programme):
    issue = programme.list_items(1)[0]
    assert issue.list_items(3) == []
    assert BasePage.list_kind == ""


def test_the_query_count_does_not_grow_with_the_issues(
    programme, campaign, client, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(programme.url)
    with CaptureQueriesContext(connection) as few:
        assert client.get(programme.url).status_code == 200
    before = len(few)
    for number in range(20):
        programme.add_child(
            instance=IssuePage(title=f"I{number}", measure="m", theme="t", locale=campaign.fr)
        )
    client.get(programme.url)  # saving pages made the site forget its menus
    with django_assert_num_queries(before):
        html = client.get(programme.url).content.decode()
    assert before <= 14
    assert "I19" in html


def test_an_issue_page_answers_with_measure_and_sources(programme, client):
    issue = IssuePage.objects.get(title="Bus")
    issue.sources = [("source", {"label": "INSEE 2025", "url": "https://example.org/"})]
    issue.save_revision().publish()
    html = client.get(issue.url).content.decode()
    assert "Bus !" in html
    assert "INSEE 2025" in html
