"""Keyset paging shows every row once, in order, from both ends, whatever the size of a page."""

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hustings_signup.models import Supporter
from hustings_signup.staff import paging


@pytest.fixture
def crowd(campaign):
    """Forty people with gaps between their ids."""
    made = Supporter.objects.bulk_create(
        Supporter(
            site=campaign.site,
            email=f"p{number}@example.org",
            email_canonical=f"p{number}@example.org",
            locale="fr",
            created_at=timezone.now(),
        )
        for number in range(60)
    )
    Supporter.objects.filter(pk__in=[person.pk for person in made[::3]]).delete()
    return Supporter.objects.order_by("email")  # its own order must not matter


def ids(page):
    return [row.pk for row in page.rows]


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(size=st.integers(1, 45))
def test_older_and_newer_walk_the_same_pages(crowd, size):
    wanted = sorted(crowd.values_list("pk", flat=True), reverse=True)
    page = paging.paginate(crowd, params=QueryDict(), size=size)
    assert not page.newer
    seen, pages = ids(page), [page]
    while page.older:
        page = paging.paginate(crowd, params=QueryDict(page.older[1:]), size=size)
        seen += ids(page)
        pages.append(page)
    assert seen == wanted
    for earlier in pages[-2::-1]:
        page = paging.paginate(crowd, params=QueryDict(page.newer[1:]), size=size)
        assert ids(page) == ids(earlier)
    assert not page.newer


def test_a_page_before_the_first_row_offers_the_way_back(crowd):
    page = paging.paginate(crowd, params=QueryDict("before=1"), size=10)
    assert page.rows == []
    assert page.newer == page.newest == "?"
    assert not page.older


def test_a_page_after_the_last_row_is_empty_and_harmless(crowd):
    page = paging.paginate(crowd, params=QueryDict(f"after={paging.MAX_ID}"), size=10)
    assert page.rows == []
    assert not page.older


def test_a_page_takes_two_queries(crowd, django_assert_num_queries):
    with django_assert_num_queries(2):
        paging.paginate(crowd, params=QueryDict("before=30"), size=10)


def test_the_position_is_not_part_of_what_a_link_keeps():
    params = QueryDict("state=active&before=7&q=l%C3%A9a&_w_filter_fragment=1&after=3")
    assert paging.without_cursor(params) == "?state=active&q=l%C3%A9a"
    assert paging.without_cursor(QueryDict("before=7")) == ""
