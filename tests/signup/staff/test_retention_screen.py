"""What ends soon, as staff see it: counts and dates of their own sites, never a person."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hustings_signup.models import PlannedEnd, RetentionRun
from tests.signup.staff.conftest import enter, make_user

NOW = timezone.now()


@pytest.fixture
def planned(campaign):
    """The end after the vote, in five days, and a petition in twenty."""
    common = {"site": campaign.site, "shown_since": NOW - timedelta(days=3)}
    PlannedEnd.objects.create(
        **common, rule="vote.end", ref="vote", ends_at=NOW + timedelta(days=5), people=1234
    )
    PlannedEnd.objects.create(
        **common,
        rule="petitions.names",
        ref="petition:1",
        title="Un bus de nuit",
        ends_at=NOW + timedelta(days=20),
        people=7,
    )
    return campaign.site


def screen(user, **query) -> str:
    answer = enter(user).get(reverse("hustings_retention:index"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_r14_staff_see_planned_ends_and_every_rule(planned):
    seen = screen(make_user("eve", sites=[planned]))
    assert "Un bus de nuit" in seen
    assert "1,234" in seen
    assert "Forms that nobody confirmed" in seen
    assert "36 months" in seen


def test_r14_the_dashboard_shows_what_ends_within_a_week(planned):
    seen = enter(make_user("eve", sites=[planned])).get(reverse("wagtailadmin_home"))
    words = seen.content.decode()
    assert "News until the vote, and volunteering" in words
    assert "Un bus de nuit" not in words


def test_r14_staff_see_that_the_brake_holds(planned):
    run = RetentionRun.objects.create(
        site=planned,
        rule="inactive",
        started_at=NOW,
        finished_at=NOW,
        counted=900,
        stopped_by_brake=True,
    )
    user = make_user("eve", sites=[planned])
    assert "The brake stopped erasing" in screen(user)
    home = enter(user).get(reverse("wagtailadmin_home")).content.decode()
    assert "The brake stopped erasing" in home
    run.pk = None
    run.stopped_by_brake = False
    run.save()
    assert "The brake stopped erasing" not in screen(user)


def test_staff_of_one_site_see_nothing_of_another(planned, other):
    user = make_user("eve", sites=[other.site])
    seen = screen(user, site=planned.pk)
    assert "Un bus de nuit" not in seen
    assert "1,234" not in seen


def test_without_a_site_there_is_a_403(planned):
    answer = enter(make_user("eve")).get(reverse("hustings_retention:index"))
    assert answer.status_code == 403
