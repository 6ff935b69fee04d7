"""Filters offer what exists on the user's own sites, and say in words what they do."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from hustings_signup.models import Submission
from hustings_signup.staff import sources
from hustings_signup.staff.filters import SupporterFilterSet, described


def filterset(user, query=""):
    request = RequestFactory().get("/", QUERY_STRING=query)
    request.user = user
    return SupporterFilterSet(QueryDict(query), request=request)


def test_only_who_works_for_several_sites_may_choose_one(officer, staff, other):
    assert "site" not in filterset(officer).form.fields
    assert "site" in filterset(staff).form.fields


def test_sources_carry_the_title_of_their_page(officer, join, signup):
    join(act_ref="page:stall")
    join("b@example.org", act_ref="petition:7")
    Submission.objects.filter(act_ref="petition:7").update(page=None)
    offered = dict(sources.choices([signup.campaign.site.pk]))
    assert offered == {"page:stall": "S’inscrire (page:stall)", "petition:7": "petition:7"}


def test_a_source_too_old_to_be_offered_can_still_be_asked_for(officer, join, monkeypatch):
    monkeypatch.setattr(sources, "SHOWN", 1)
    join("a@example.org", act_ref="page:old")
    join("b@example.org", act_ref="page:new")
    assert filterset(officer, "act_ref=page:old").is_valid()
    assert not filterset(officer, "act_ref=page:never").is_valid()


def test_sources_of_another_site_are_not_offered(officer, join, other):
    join("b@example.org", page=other.page, notice=other.notice, act_ref="page:secret-plan")
    choices = dict(filterset(officer).form.fields["act_ref"].choices)
    assert "page:secret-plan" not in choices


def test_sources_are_kept_a_minute(join, signup, django_assert_num_queries):
    join()
    sources.choices([signup.campaign.site.pk])
    with django_assert_num_queries(0):
        sources.choices([signup.campaign.site.pk])


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", []),
        ("state=active", [("State", "active")]),
        ("purpose=updates.campaign", [("Purpose", "News by e-mail until the vote")]),
        ("department=69", [("Department", "69 Rhône")]),
        ("act=volunteer.contact", [("Came by", "Being contacted as a volunteer")]),
    ],
)
def test_filters_in_force_are_told_in_words(officer, query, words, settings):
    from django.utils import translation

    with translation.override("en"):
        chosen = filterset(officer, query)
        assert chosen.is_valid()
        assert described(chosen) == words


def test_a_half_open_range_of_days_is_told_with_its_open_end(officer):
    chosen = filterset(officer, "created_at_from=2026-05-03")
    assert chosen.is_valid()
    ((label, shown),) = described(chosen)
    assert label
    assert shown.endswith("– …")
