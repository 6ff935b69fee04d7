"""The brake, going on after a kill, one slice at a time, and looking without touching."""

import io
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from hustings_home import jobs
from hustings_home.lease import Lease
from hustings_home.models import Lease as LeaseRow
from hustings_signup.models import (
    ConsentRecord,
    EndWarning,
    Outbox,
    PlannedEnd,
    RetentionRun,
    Submission,
    Supporter,
)
from hustings_signup.retention import brake, periods, rules, running
from tests.signup.retention.conftest import END, run

NOW = timezone.now()
OLD = periods.months_before(NOW, 37)
WEEK = timedelta(days=7)


def warn(people_found):
    """As if their warning had gone out two months ago."""
    EndWarning.objects.bulk_create(
        EndWarning(supporter=person, kind="inactive", told_at=NOW - timedelta(days=60))
        for person in people_found
    )


@pytest.fixture
def silent(people):
    """101 people silent for 37 months and warned, 20 of today."""
    found = people.crowd(101, at=OLD)
    warn(found)
    people.crowd(20, at=NOW, prefix="new")
    return found


def test_r14_the_brake_stops_more_than_a_fifth_and_more_than_a_hundred(silent):
    stopped = run(NOW)["inactive"]
    assert stopped.stopped_by_brake
    assert (stopped.counted, stopped.applied) == (101, 0)
    assert Supporter.objects.count() == 121


def test_r14_the_brake_tells_staff_once(silent):
    run(NOW)
    run(NOW + timedelta(days=1))
    assert Outbox.objects.filter(kind="staff.brake").count() == 1


def test_r14_force_releases_the_brake(silent):
    assert run(NOW, force=True)["inactive"].applied == 101
    assert Supporter.objects.count() == 20


def test_r14_a_hundred_people_do_not_set_the_brake(silent):
    EndWarning.objects.filter(supporter=silent[0]).delete()
    done = run(NOW)["inactive"]
    assert (done.stopped_by_brake, done.applied) == (False, 100)


def test_r14_the_brake_lets_the_other_rules_run(silent, people):
    people.ask("late@example.org", at=NOW - WEEK)
    run(NOW)
    assert not Supporter.objects.filter(email="late@example.org").exists()


@pytest.mark.parametrize(
    ("going", "confirmed", "holds"),
    [
        (101, 504, True),
        (101, 505, False),
        (100, 100, False),
        (101, 101, True),
        (200_000, 1_000_000, False),
        (200_001, 1_000_000, True),
    ],
)
def test_r14_the_edges_of_the_brake(going, confirmed, holds):
    assert brake.Brake(going, confirmed).holds is holds


def test_r14_two_rules_that_share_a_mistake_share_the_brake(people):
    """60 by one rule and 60 by another are 120 at once."""
    from hustings_signup import services

    warn(people.crowd(60, at=OLD))
    for person in people.crowd(60, at=OLD, prefix="stopped"):
        services.withdraw(supporter=person, at=OLD + timedelta(days=1))
    done = run(NOW)
    assert done["inactive"].stopped_by_brake
    assert done["without_consent"].stopped_by_brake


def test_r14_unconfirmed_rows_are_exempt_from_the_brake(people):
    for number in range(101):
        people.ask(f"u{number}@example.org", at=NOW - WEEK)
    run(NOW)
    assert not Supporter.objects.exists()


class Killed(BaseException):
    """As a signal: nothing catches it."""


def kill_after(monkeypatch, key, batches):
    """The process dies in the middle of a batch, after so many whole ones."""
    rule = rules.get(key)
    left = iter([False] * batches + [True])

    def apply(rows, at):
        done = rule.apply(rows, at)
        if next(left, False):
            raise Killed
        return done

    from dataclasses import replace

    monkeypatch.setitem(rules._rules, key, replace(rule, apply=apply, batch=3))


def test_r14_killed_in_a_batch_nothing_is_half_done_and_it_goes_on(people, monkeypatch):
    for number in range(10):
        people.ask(f"u{number}@example.org", at=NOW - WEEK)
    kill_after(monkeypatch, "unconfirmed.submissions", 2)
    with pytest.raises(Killed):
        run(NOW)
    assert Submission.objects.count() == 4
    assert ConsentRecord.objects.filter(type="expired").count() == 6
    begun = RetentionRun.objects.get(rule="unconfirmed.submissions")
    assert (begun.finished_at, begun.applied) == (None, 6)
    running.advance()
    begun.refresh_from_db()
    assert begun.finished_at is not None
    assert (begun.counted, begun.applied) == (10, 10)
    assert not Submission.objects.exists()
    assert ConsentRecord.objects.filter(type="expired").count() == 10


def test_r14_tick_runs_it_and_once_a_day(people):
    assert "retention" in {job.name for job in jobs.registered()}
    people.ask("lea@example.org", at=NOW - WEEK)
    assert running.advance() > 0
    before = RetentionRun.objects.count()
    assert running.advance() == 0
    assert RetentionRun.objects.count() == before
    RetentionRun.objects.update(started_at=NOW - timedelta(hours=25))
    people.ask("zoe@example.org", at=NOW - WEEK)
    assert running.advance() > 0


def test_r14_a_slice_stops_in_time_and_the_next_goes_on(people):
    for number in range(5):
        people.ask(f"u{number}@example.org", at=NOW - WEEK)
    slices = 0
    while Supporter.objects.exists():
        running.run(daily=True, seconds=0)
        slices += 1
        assert slices < 50
    assert slices > 1


def test_a_rule_that_fails_stops_no_other_and_is_tried_again(people, monkeypatch):
    from dataclasses import replace

    people.ask("lea@example.org", at=NOW - WEEK)
    rule = rules.get("unconfirmed.submissions")

    def fail(rows, at):
        raise ZeroDivisionError

    monkeypatch.setitem(rules._rules, rule.key, replace(rule, apply=fail))
    with pytest.raises(running.RuleFailed):
        run(NOW)
    assert RetentionRun.objects.filter(rule="suppressions", finished_at__isnull=False).exists()
    monkeypatch.setitem(rules._rules, rule.key, rule)
    running.advance()
    assert not Submission.objects.exists()


def test_two_do_not_run_at_once(campaign):
    with Lease("retention"):
        assert running.advance() == 0
        with pytest.raises(CommandError):
            call_command("retention")
    assert not RetentionRun.objects.exists()


def test_of_runs_that_found_nothing_only_the_last_is_kept(campaign):
    for day in range(3):
        run(NOW + timedelta(days=day))
    assert RetentionRun.objects.filter(rule="suppressions").count() == 1


def everything() -> dict[str, list[tuple]]:
    """Every row of every table."""
    return {
        model._meta.db_table: sorted(model._base_manager.values_list(), key=repr)
        for model in apps.get_models(include_auto_created=True)
        if model is not LeaseRow and model._meta.managed
    }


def test_r14_a_dry_run_counts_and_changes_nothing(silent, people, vote):
    people.ask("late@example.org", at=NOW - WEEK)
    before = everything()
    out = io.StringIO()
    call_command("retention", "--dry-run", stdout=out)
    assert everything() == before
    said = out.getvalue()
    assert "localhost:80  unconfirmed.submissions  1 due" in said
    assert "localhost:80  inactive  101 due" in said
    assert "brake  would stop 101 of 121 people" in said


def test_the_command_says_what_it_ended_and_that_the_brake_stopped(silent, people):
    people.ask("late@example.org", at=NOW - WEEK)
    out = io.StringIO()
    with pytest.raises(CommandError, match="brake"):
        call_command("retention", stdout=out)
    assert "unconfirmed.submissions  1 of 1" in out.getvalue()
    call_command("retention", "--force", stdout=out)
    assert Supporter.objects.count() == 20


def test_an_end_that_is_called_off_is_shown_no_more(people, vote):
    people.join(at=END - timedelta(days=100))
    run(END - timedelta(days=10))
    assert PlannedEnd.objects.exists()
    vote.election_date = vote.second_round_date = None
    vote.save()
    run(END - timedelta(days=9))
    assert not PlannedEnd.objects.exists()


def test_one_sites_retention_leaves_the_people_of_another_alone(people, campaign):
    """The day of the vote, the plan and the brake are each site's own."""
    from wagtail.models import Site

    other = Site.objects.create(
        hostname="other.example", port=80, root_page=campaign.home_en, site_name="Other"
    )
    here = people.crowd(2, at=OLD)
    warn(here)
    there = people.join("there@example.org", at=OLD)
    Supporter.objects.filter(pk=there.pk).update(site=other)
    run(NOW)
    assert list(Supporter.objects.all()) == [there]
    assert {found.site_id for found in RetentionRun.objects.filter(rule="inactive")} == {
        campaign.site.pk,
        other.pk,
    }
